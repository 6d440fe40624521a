#pragma once

#include "base/ip_address.hpp"
#include "base/path_table.hpp"
#include "evidence/node_evidence.hpp"
#include "net/lifetime.hpp"
#include "net/name_resolver.hpp"
#include "probe-agent/dial/destination_pacer.hpp"
#include "probe-agent/dial/look_target.hpp"
#include "probe-agent/dial/pacer.hpp"
#include "probe-agent/dial/path_dial.hpp"
#include "probe-agent/dial/service_dialler.hpp"
#include "probe-agent/dial/tcp_dialler.hpp"
#include "probe-agent/dial/udp_dialler.hpp"
#include "probe-agent/host/overlay_way.hpp"
#include "probe-agent/host/running_components.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
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

  [[nodiscard]] std::size_t path_count() const { return paths_.size(); }
  [[nodiscard]] const PathId& path(std::size_t index) const { return paths_[index].plan().path; }
  // What was seen of a path so far, by its place in the plan; also after an early end.
  [[nodiscard]] evidence::DialEvidence evidence(std::size_t index) const;
  // What the running root said that it knows, if it was asked.
  [[nodiscard]] std::vector<evidence::KnownCluster> clusters() const;

  // Calls visit with the address of each path that nothing came back on.
  template <class Visit>
  void for_each_unanswered(const Visit& visit) const {
    for (const PathDial& path : paths_)
      if (path.is_unanswered()) visit(address_of(path));
  }
  [[nodiscard]] std::set<IpAddress> dialled_addresses() const;

  [[nodiscard]] Protocol protocol(std::size_t index) const { return paths_[index].plan().protocol; }
  // The attempt's socket was there to hear of an error that came at this time.
  [[nodiscard]] bool was_open(std::size_t index, unsigned attempt, TimePoint at) const;

  // A path that was dialled, to be looked at again; nullopt: none such, or its name has no address.
  // timeout: how long an answer may take where none is known to have come sooner.
  [[nodiscard]] std::optional<LookTarget> look_target(
      const evidence::Look& look, std::chrono::milliseconds timeout
  );

 private:
  using Wake = std::pair<TimePoint, std::uint32_t>;  // when to look at which path

  // What the plan gives as a name, as one vantage knows it.
  struct Name {
    std::string text;
    std::uint8_t dialler = 0;  // as PlannedPath has it
    std::vector<IpAddress> all;
    std::vector<IpAddress> on_host;  // where it has no address: what the host's own files say
    int error = 0;                   // so: EAI_*
    bool by_hosts_file = false;
  };

  // nullptr: the path has an address.
  [[nodiscard]] const Name* name_of(const PathDial& path) const {
    return path.plan().named ? &names_[path.plan().address] : nullptr;
  }
  // Of a path whose name, if it has one, has an address.
  [[nodiscard]] const IpAddress& address_of(const PathDial& path) const {
    const Name* name = name_of(path);
    return name != nullptr ? name->all.front() : plan_.addresses[path.plan().address];
  }
  // As a service is told it: the literal or name.
  [[nodiscard]] std::string dialled_text(const PathDial& path) const {
    const Name* name = name_of(path);
    return name != nullptr ? name->text : address_of(path).to_string();
  }
  // Where a path is dialled from; nullptr: as this host's own programs do.
  [[nodiscard]] const Vantage* vantage_of(const PathDial& path) const {
    const std::uint8_t dialler = path.plan().dialler;
    return dialler == 0 || dialler > vantages_.size() ? nullptr : &vantages_[dialler - 1];
  }
  [[nodiscard]] std::shared_ptr<const net::NetworkNamespace> network_of(const PathDial& path
  ) const {
    const Vantage* vantage = vantage_of(path);
    return vantage != nullptr ? vantage->network : nullptr;
  }
  void name_paths();
  void resolve_then_dial();
  void on_resolved(const std::vector<net::ResolvedName>& answers);
  void make_room(const PathDial& path, std::size_t index);
  void look_at(std::size_t index, TimePoint now);
  [[nodiscard]] bool is_full(const PathDial& path) const;
  [[nodiscard]] std::optional<evidence::DialFailure> connect(
      const PathDial& path, std::size_t index, unsigned attempt
  );
  void dial_next_attempt(PathDial& path, std::size_t index, TimePoint now);
  void wake_path(std::size_t index);
  void fail(std::size_t index, evidence::DialFailure failure);
  void finish(std::size_t index);
  void run_due();
  void start_ready();
  void arm_timer();

  // The ports of attempts that were not answered, for the look's sockets to leave from.
  [[nodiscard]] std::vector<std::uint16_t> share_lost_ports(
      const evidence::DialEvidence& evidence, bool ipv6
  );
  [[nodiscard]] UdpEvents udp_events();
  [[nodiscard]] TcpEvents tcp_events();
  [[nodiscard]] ServiceEvents service_events();

  boost::asio::steady_timer timer_;
  boost::asio::io_context& io_;
  std::optional<IpAddress> bind_;
  std::optional<OverlayWay> overlay_;
  wire::Probe plan_;
  AttemptLimits limits_;
  std::function<void()> done_;
  std::function<void(const OpenedAttempt&)> opened_;  // before tcp_, which is given it
  UdpDialler udp_;
  TcpDialler tcp_;
  ServiceDialler services_;
  Pacer pacer_;
  DestinationPacer destinations_;
  std::vector<Vantage> vantages_;
  std::vector<Name> names_;  // the plan's, once for each dialler of them
  std::vector<AttemptTimes> times_;
  std::vector<PathDial> paths_;
  PathTable<std::uint32_t> by_id_;  // probe_paths_max at most
  std::size_t unfinished_ = 0;
  TimePoint ordered_at_;
  std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;
  TimePoint timer_at_ = TimePoint::max();  // when the timer runs out, if it runs
  std::deque<std::uint32_t> ready_;        // paths whose next attempt only waits for the pace
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
