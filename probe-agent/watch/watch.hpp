#pragma once

#include "evidence/node_evidence.hpp"
#include "net/device_table.hpp"
#include "net/lifetime.hpp"
#include "net/packet_tap.hpp"
#include "net/raw_tap.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "probe-agent/watch/live_answers.hpp"
#include "probe-agent/watch/neighbour_sightings.hpp"
#include "probe-agent/watch/tcp_sightings.hpp"
#include "probe-agent/watch/udp_sightings.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace oakprobe::agent {

// For tests: taps that are not to be opened (--without-tap), so that what they would show is
// unseen, and how much each of the others may keep for the agent (--tap-buffer).
struct TapChoice {
  bool packets = true;
  bool udp = true;
  bool tcp = true;
  int buffer_bytes = net::tap_buffer_bytes;
};

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
  using Descriptor = boost::asio::posix::stream_descriptor;
  template <class Tap>
  struct Opened {
    SeenBy layer;
    Tap tap;
    std::optional<Descriptor> ready;  // duplicates the tap's descriptor
  };

  void open(const TapChoice& choice);
  void open_packets(net::TapLayer layer, SeenBy seen_by, int buffer_bytes);
  void open_raw(Protocol protocol, bool ipv6, int buffer_bytes);
  [[nodiscard]] bool set_scope();
  void prove(bool ipv6);
  template <class Tap>
  void listen(Opened<Tap>& opened);
  template <class Tap>
  bool drain(Opened<Tap>& opened);
  void drain_all();
  void locate(packets::CapturedPacket& packet);
  void take(SeenBy tap, packets::CapturedPacket packet);
  void overhear(const packets::CapturedPacket& packet, const packets::IcmpErrorView& error);
  void look_for_half_open();
  void look_soon();

  boost::asio::io_context& io_;
  const wire::DatagramCodec& codec_;
  packets::DeviceTable devices_ = net::read_device_table();
  TimePoint devices_read_at_ = Clock::now();
  packets::TapScope scope_;
  UdpSightings udp_;
  TcpSightings tcp_;
  NeighbourSightings neighbours_;
  std::list<Opened<net::PacketTap>> packets_;
  std::list<Opened<net::RawTap>> raw_udp_;
  std::list<Opened<net::RawTap>> raw_tcp_;
  evidence::Taps proved_;
  std::map<std::pair<PathId, unsigned>, OverheardError> overheard_;  // by path and attempt
  std::optional<LiveAnswers> answers_;
  boost::asio::steady_timer look_timer_;
  bool look_planned_ = false;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
