#pragma once

#include "evidence/node_evidence.hpp"
#include "net/lifetime.hpp"
#include "net/packet_tap.hpp"
#include "net/raw_tap.hpp"
#include "probe-agent/watch/tap_layer.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <list>
#include <optional>

namespace oakprobe::agent {

// For tests: taps that are not to be opened (--without-tap), so that what they would show is
// unseen, and how much each of the others may keep for the agent (--tap-buffer).
struct TapChoice {
  bool packets = true;
  bool udp = true;
  bool tcp = true;
  int buffer_bytes = net::tap_buffer_bytes;
};

// All taps of an agent, which are opened, proved on traffic of their own (canaries over loopback),
// and emptied together. Needs CAP_NET_RAW; without it, or with a canary that was not seen, the
// state says that nothing can be concluded.
class TapSet {
 public:
  using Seen = std::function<void(SeenBy tap, const packets::CapturedPacket& packet)>;

  // seen: called with every packet. emptied: after taps were emptied because something came.
  TapSet(boost::asio::io_context& io, Seen seen, std::function<void()> emptied)
      : io_(io), seen_(std::move(seen)), emptied_(std::move(emptied)) {}

  // Waits half a second for canaries at the most. Nothing is opened that is not chosen.
  void open(
      const TapChoice& choice, const packets::TapScope& scope, const wire::DatagramCodec& codec
  );
  // What concerns the run, from now on.
  void set_scope(const packets::TapScope& scope);

  // All that is there now; a flood must not hold up the evidence. So, of the interfaces' taps.
  void empty();
  void empty_at_link();

  // What the taps were proved to be worth, and what they are by now: they may have lost something.
  [[nodiscard]] const evidence::Taps& proved() const { return proved_; }
  [[nodiscard]] evidence::Taps state();

 private:
  using Descriptor = boost::asio::posix::stream_descriptor;
  template <class Tap>
  struct Opened {
    SeenBy layer;
    Tap tap;
    std::optional<Descriptor> ready;  // duplicates the tap's descriptor
  };

  void open_packets(const packets::TapScope& scope, int buffer_bytes);
  void open_packets(
      net::TapLayer layer, SeenBy seen_by, const packets::TapScope& scope, int buffer_bytes
  );
  void open_raw(Protocol protocol, bool ipv6, const packets::TapScope& scope, int buffer_bytes);
  void prove(bool ipv6, const packets::TapScope& scope, const wire::DatagramCodec& codec);
  void prove(
      Protocol protocol, bool ipv6, packets::TapScope scope, const wire::DatagramCodec& codec
  );
  template <class Tap>
  void listen(Opened<Tap>& opened);
  template <class Tap>
  bool drain(Opened<Tap>& opened);
  // Visits the list of each kind of tap.
  template <class Visit>
  void for_each_kind(const Visit& visit);

  boost::asio::io_context& io_;
  Seen seen_;
  std::function<void()> emptied_;
  std::list<Opened<net::PacketTap>> packets_;
  std::list<Opened<net::RawTap>> raw_udp_;
  std::list<Opened<net::RawTap>> raw_tcp_;
  evidence::Taps proved_;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
