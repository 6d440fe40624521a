#pragma once

#include "net/packet_tap.hpp"
#include "net/raw_tap.hpp"
#include "packets/captured_packet.hpp"
#include "tests/support/packets.hpp"
#include "tests/support/two_hosts.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include <ostream>
#include <poll.h>
#include <set>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace oakprobe::net {

using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using testing::TwoHosts;
using testing::operator+;
using Host = TwoHosts::Host;

constexpr std::uint16_t tunnel = 50'103;
constexpr std::uint16_t open_port = 50'200;  // that no rule of a test drops
constexpr std::uint16_t api = 10'000;

inline const packets::TapScope run_ports{{tunnel, open_port}, {api}, {}, {}};

constexpr int patience_ms = 20'000;  // only a test that fails waits so long

// The attempts of all probes in a UDP packet, and on which port.
struct SeenProbe {
  bool outgoing = false;
  std::uint16_t port = 0;
  unsigned attempt = 0;

  friend auto operator<=>(const SeenProbe&, const SeenProbe&) = default;
  friend std::ostream& operator<<(std::ostream& out, const SeenProbe& probe) {
    return out << (probe.outgoing ? "out to " : "in to ") << probe.port << " #" << probe.attempt;
  }
};

inline void add_probes(const packets::CapturedPacket& packet, std::multiset<SeenProbe>& seen) {
  static const wire::DatagramCodec codec = testing_support::codec_of(NodeId{3});
  const auto* view = std::get_if<packets::UdpView>(&packet.view.content);
  if (view == nullptr) return;
  packets::for_each_datagram(view->payload, [&](std::span<const std::byte> one) {
    if (const auto datagram = codec.decode(one)) {
      seen.insert({packet.outgoing, view->destination_port, datagram->attempt});
    }
  });
}

// What a tap shows until the probe that is awaited comes by: packets of one link stay in order, so
// what is not among them was not there.
template <class Tap>
std::multiset<SeenProbe> probes_until(Tap& tap, const SeenProbe& last) {
  std::multiset<SeenProbe> seen;
  while (!seen.contains(last)) {
    pollfd ready{tap.fd(), POLLIN, 0};
    if (::poll(&ready, 1, patience_ms) != 1) {
      ADD_FAILURE() << "the probe that is awaited did not come";
      break;
    }
    tap.drain([&](const packets::CapturedPacket& packet) { add_probes(packet, seen); });
  }
  return seen;
}

// Two hosts and a socket at the source; sends probes to the target.
class TapTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (hosts.missing()) GTEST_SKIP() << *hosts.missing();
  }

  static IpAddress address(Host host, bool v6) {
    const std::string number = host == Host::source ? "1" : "2";
    return make_address(v6 ? "2001:db8::" + number : "192.0.2." + number);
  }
  static bool has_ipv6() { return ::access("/proc/net/if_inet6", F_OK) == 0; }

  udp::socket socket_at(Host host, bool v6, std::uint16_t port = 0) {
    hosts.at(host);
    return udp::socket(io, udp::endpoint(address(host, v6), port));
  }

  void send_probe(udp::socket& from, std::uint16_t port, std::uint16_t attempt = 0) {
    const bool v6 = from.local_endpoint().address().is_v6();
    from.send_to(
        boost::asio::buffer(testing::probe_datagram(attempt)),
        udp::endpoint(address(Host::target, v6), port)
    );
  }

  // Whether the socket gets a datagram at all.
  static bool receives(udp::socket& socket) {
    pollfd ready{socket.native_handle(), POLLIN, 0};
    return ::poll(&ready, 1, patience_ms) == 1;
  }

  PacketTap packet_tap(Host host, TapLayer layer = TapLayer::link) {
    hosts.at(host);
    return PacketTap::open(layer, run_ports).value();
  }
  RawTap raw_tap(Host host, Protocol protocol = Protocol::udp, bool v6 = false) {
    hosts.at(host);
    return RawTap::open(protocol, v6, run_ports).value();
  }

  TwoHosts hosts;
  boost::asio::io_context io;
};

}  // namespace oakprobe::net
