#pragma once

#include "evidence/node_evidence.hpp"
#include "net/devices.hpp"
#include "net/lifetime.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "probe-agent/watch/live_answers.hpp"
#include "probe-agent/watch/neighbour_sightings.hpp"
#include "probe-agent/watch/tap_set.hpp"
#include "probe-agent/watch/tcp_sightings.hpp"
#include "probe-agent/watch/udp_sightings.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// An ICMP error about an attempt of this node's, as it came to an interface.
struct OverheardError {
  evidence::IcmpError icmp;
  TimePoint at;
};

// One agent's taps in a run: opens them before any port is bound, proves them on traffic of its own
// (canaries over loopback), and keeps what they see of this run. Needs CAP_NET_RAW; without it, or
// with a canary that was not seen, the state says that nothing can be concluded.
class Watch {
 public:
  // Codec and receipts must outlive it. Waits half a second for canaries at the most.
  Watch(
      boost::asio::io_context& io,
      const wire::DatagramCodec& codec,
      WatchIdentity identity,
      const wire::Arm& order,
      TapChoice choice
  );

  // Answers UDP probes to ports that other processes own, in their place. `armed` is what became of
  // the order's ports, one by one.
  void answer_for_owners(
      Receipts& receipts,
      OverlayWay overlay,
      const wire::Arm& order,
      const std::vector<evidence::ArmedPort>& armed
  );

  // What this node dials, from now on.
  void dial(const wire::Probe& plan);
  void opened(const OpenedAttempt& attempt) { tcp_.opened(attempt); }

  // All that was seen so far but the sights of UDP paths, and how far it can be trusted.
  void tell(evidence::NodeEvidence& evidence);
  // In order of path; valid until more is seen.
  [[nodiscard]] std::vector<const evidence::PathSights*> sights() const { return udp_.sights(); }

  // Whether a socket heard of it, too, is not known here. nullptr: none came.
  [[nodiscard]] const OverheardError* overheard(const PathId& path, unsigned attempt) const;
  [[nodiscard]] bool overheard_any() const { return !overheard_.empty(); }

  // What the taps are worth by now.
  [[nodiscard]] evidence::Taps state();

  // Of the ports that other processes own (LiveAnswers); nullptr: there are none, or no taps.
  [[nodiscard]] const LiveAnswers* owners() const { return answers_ ? &*answers_ : nullptr; }

 private:
  void see(SeenBy tap, packets::CapturedPacket packet);
  void locate(packets::CapturedPacket& packet);
  void overhear(const packets::CapturedPacket& packet, const packets::IcmpErrorView& error);
  void plan_half_open_check();
  void check_half_open();

  const wire::DatagramCodec& codec_;
  packets::DeviceTable devices_ = net::read_device_table();
  TimePoint devices_read_at_ = Clock::now();
  packets::TapScope scope_;
  UdpSightings udp_;
  TcpSightings tcp_;
  NeighbourSightings neighbours_;
  TapSet taps_;
  std::map<std::pair<PathId, unsigned>, OverheardError> overheard_;  // by path and attempt
  std::optional<LiveAnswers> answers_;
  boost::asio::steady_timer half_open_timer_;
  bool half_open_planned_ = false;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
