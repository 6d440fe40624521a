#pragma once

#include "base/ip_address.hpp"
#include "evidence/node_evidence.hpp"
#include "net/lifetime.hpp"
#include "probe-agent/dial/dial_progress.hpp"
#include "probe-agent/dial/dial_sockets.hpp"
#include "probe-agent/dial/look_target.hpp"
#include "probe-agent/host/overlay_way.hpp"
#include "probe-agent/host/running_components.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace oakprobe::agent {

struct DialIdentity {
  std::uint64_t run = 0;
  ProbeSource source;
  std::function<void(const OpenedAttempt&)> opened;  // before a TCP attempt's SYN leaves
  std::vector<Vantage> vantages;                     // for each of the plan's diallers
  std::optional<OverlayWay> overlay;                 // what leads there is not dialled
};

// Dials the planned paths: names first, then each path's attempts under one pace, one timer for all
// of them. Ends by itself when every path is over.
class DialRun {
 public:
  // The codec must outlive the run. `done` is called once, from the io_context.
  DialRun(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      DialIdentity identity,
      wire::Probe plan,
      std::function<void()> done
  );

  void start();

  [[nodiscard]] std::size_t path_count() const { return progress_.paths().size(); }
  [[nodiscard]] const PathId& path(std::size_t index) const { return plan_of(index).path; }
  [[nodiscard]] Protocol protocol(std::size_t index) const { return plan_of(index).protocol; }
  // What was seen of a path so far, by its place in the plan; also after an early end.
  [[nodiscard]] evidence::DialEvidence evidence(std::size_t index) const;
  // What the running root said that it knows, if it was asked.
  [[nodiscard]] std::vector<evidence::KnownCluster> clusters() const;

  // Calls visit with the address of each path that nothing came back on.
  template <class Visit>
  void for_each_unanswered(const Visit& visit) const {
    for (const PathDial& path : progress_.paths())
      if (path.is_unanswered()) visit(progress_.address_of(path));
  }
  [[nodiscard]] std::set<IpAddress> dialled_addresses() const;

  // The attempt's socket was there to hear of an error that came at this time.
  [[nodiscard]] bool was_open(std::size_t index, unsigned attempt, TimePoint at) const;

  // A path that was dialled, to be looked at again; nullopt: none such, or its name has no address.
  // timeout: how long an answer may take where none is known to have come sooner.
  [[nodiscard]] std::optional<LookTarget> look_target(
      const evidence::Look& look, std::chrono::milliseconds timeout
  );

 private:
  [[nodiscard]] const wire::PlannedPath& plan_of(std::size_t index) const {
    return progress_.paths()[index].plan();
  }
  void arm_timer();
  // The ports of attempts that were not answered, for the look's sockets to leave from.
  [[nodiscard]] std::vector<std::uint16_t> share_lost_ports(
      const evidence::DialEvidence& evidence, bool ipv6
  );

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  std::function<void()> done_;
  DialSockets sockets_;
  DialProgress progress_;
  TimePoint timer_at_ = TimePoint::max();  // when the timer runs out, if it runs
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
