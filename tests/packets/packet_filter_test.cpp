#include "packets/packet_filter.hpp"

#include "tests/packets/running_filter.hpp"
#include "tests/support/packets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>

namespace oakprobe::packets {
namespace {

using namespace oakprobe::testing;

constexpr std::uint16_t tunnel = 50'103;
constexpr std::uint16_t api = 10'000;
constexpr std::uint16_t other = 4'444;

const TapScope run_ports{{tunnel, 50'200}, {api, 10'003}, {}, {}};

Packet with_text(std::size_t size) { return Packet(size, std::byte{'x'}); }

struct Case {
  std::string name;
  bool passes = false;
  Packet packet;
};

// Each of these as an IPv4 and as an IPv6 packet.
std::vector<Case> transport_cases(bool v6) {
  const auto ip = [v6](int protocol, const Packet& rest) {
    return v6 ? ipv6(protocol, rest) : ipv4(protocol, rest);
  };
  const auto datagram = [&](std::uint16_t from, std::uint16_t to, const Packet& payload) {
    return ip(IPPROTO_UDP, udp(from, to, payload));
  };
  const auto segment = [&](std::uint16_t from, std::uint16_t to, int flags) {
    return ip(IPPROTO_TCP, tcp(from, to, flags));
  };
  const int error = icmp_protocol(v6);
  const int unreachable = v6 ? 1 : 3;
  const auto quote = [&](int type, const Packet& quoted) {
    return ip(error, icmp(type, 0, quoted));
  };
  const Packet probe = probe_datagram();
  const Packet udp_quote = datagram(other, tunnel, {});
  // To another port a rule may have led it.
  return {
      {"probe", true, datagram(other, tunnel, probe)},
      {"second port", true, datagram(other, 50'200, probe)},
      {"echo", true, datagram(tunnel, other, probe)},
      {"merged probes", true, datagram(other, tunnel, probe + probe)},
      {"another port", true, datagram(other, 50'104, probe)},
      {"another payload", false, datagram(other, tunnel, with_text(64))},
      {"no payload", false, datagram(other, tunnel, {})},
      {"half a magic", false, datagram(other, tunnel, {std::byte{0x0a}})},
      {"SYN", true, segment(other, api, syn)},
      {"SYN with ECN bits", true, segment(other, api, syn | 0xc0)},
      {"SYN-ACK", true, segment(api, other, syn | ack)},
      {"reset", true, segment(api, other, reset)},
      {"reset with ACK", true, segment(api, other, reset | ack)},
      {"SYN to another port", true, segment(other, 10'001, syn)},
      {"SYN-ACK to the port", false, segment(other, api, syn | ack)},
      {"reset to the port", true, segment(other, api, reset)},
      {"reset between others", false, segment(other, 10'001, reset)},
      {"data", false, segment(other, api, ack | push)},
      {"data from the port", false, segment(api, other, ack | push)},
      {"error about a probe", true, quote(unreachable, udp_quote)},
      {"error about an echo", true, quote(unreachable, datagram(tunnel, other, {}))},
      {"error about a SYN", true, quote(unreachable, segment(other, api, syn))},
      {"error about a SYN-ACK", true, quote(unreachable, segment(api, other, ack))},
      {"time exceeded", true, quote(v6 ? 3 : 11, udp_quote)},
      {"parameter problem", true, quote(v6 ? 4 : 12, udp_quote)},
      {"error about others", false, quote(unreachable, datagram(other, 53, {}))},
      {"error about ICMP", false, quote(unreachable, ip(error, icmp(128, 0, {})))},
      {"echo request", false, quote(v6 ? 128 : 8, udp_quote)},
      {"type 0", false, quote(0, udp_quote)},
      {"type 5", false, quote(5, udp_quote)},
      {"SCTP", false, ip(IPPROTO_SCTP, udp(other, tunnel, probe))},
      {"the other ICMP", false, ip(icmp_protocol(!v6), icmp(3, 3, udp_quote))},
  };
}

TEST(PacketFilter, LetsThroughOnlyWhatIsOfTheRun) {
  RunningFilter filter(tap_filter(run_ports, FilterStart::network_header));
  for (const bool v6 : {false, true}) {
    for (const Case& one : transport_cases(v6)) {
      EXPECT_EQ(filter.passes(one.packet), one.passes) << one.name << (v6 ? ", IPv6" : ", IPv4");
    }
  }
}

TEST(PacketFilter, LooksBehindOptionsAndNotIntoLaterFragments) {
  RunningFilter filter(tap_filter(run_ports, FilterStart::network_header));
  const Packet probe = udp(other, tunnel, probe_datagram());
  const Packet options(40, std::byte{1});
  const Packet no_options;
  EXPECT_TRUE(filter.passes(ipv4(IPPROTO_UDP, probe, options)));
  EXPECT_TRUE(filter.passes(ipv4(IPPROTO_UDP, probe, no_options, 0x4000))) << "don't fragment";
  EXPECT_TRUE(filter.passes(ipv4(IPPROTO_UDP, probe, no_options, 0x2000))) << "first fragment";
  EXPECT_FALSE(filter.passes(ipv4(IPPROTO_UDP, probe, no_options, 0x2001)));
  EXPECT_FALSE(filter.passes(ipv4(IPPROTO_UDP, probe, no_options, 0x1000)));
  const Packet quoted = ipv4(IPPROTO_UDP, probe, options);
  EXPECT_TRUE(filter.passes(ipv4(IPPROTO_ICMP, icmp(3, 3, quoted), options)));
  EXPECT_TRUE(filter.passes(ipv6(IPPROTO_HOPOPTS, hop_by_hop(IPPROTO_UDP, probe))));
  EXPECT_FALSE(filter.passes(ipv6(IPPROTO_DSTOPTS, hop_by_hop(IPPROTO_UDP, probe))));
  EXPECT_FALSE(filter.passes(ipv6(IPPROTO_FRAGMENT, hop_by_hop(IPPROTO_UDP, probe))));
}

TEST(PacketFilter, StartsAtTheTransportHeaderForRawIpv6Sockets) {
  RunningFilter datagrams(tap_filter(run_ports, FilterStart::udp_header));
  EXPECT_TRUE(datagrams.passes(udp(other, tunnel, probe_datagram())));
  EXPECT_TRUE(datagrams.passes(udp(tunnel, other, probe_datagram())));
  EXPECT_TRUE(datagrams.passes(udp(other, 53, probe_datagram())));
  EXPECT_FALSE(datagrams.passes(udp(other, tunnel, with_text(64))));
  RunningFilter segments(tap_filter(run_ports, FilterStart::tcp_header));
  EXPECT_TRUE(segments.passes(tcp(other, api, syn)));
  EXPECT_TRUE(segments.passes(tcp(api, other, syn | ack)));
  EXPECT_FALSE(segments.passes(tcp(other, api, ack)));
  EXPECT_TRUE(segments.passes(tcp(api, other, syn)));
}

TEST(PacketFilter, OfARunWithoutPortsLetsNothingThrough) {
  RunningFilter filter(tap_filter({}, FilterStart::network_header));
  RunningFilter none(reject_all_filter());
  for (const Case& one : transport_cases(false)) {
    EXPECT_FALSE(filter.passes(one.packet)) << one.name;
    EXPECT_FALSE(none.passes(one.packet)) << one.name;
  }
}

TEST(PacketFilter, LetsThroughWhoAsksOnTheLinkForOurAddressesAndOurAnswers) {
  constexpr std::uint32_t ours = 0xc0000202;  // 192.0.2.2
  constexpr std::uint32_t theirs = 0xc0000201;
  TapScope scope = run_ports;
  scope.addresses = {
      boost::asio::ip::make_address("192.0.2.2"), boost::asio::ip::make_address("2001:db8::2")};
  TapScope elsewhere = run_ports;
  elsewhere.addresses = {boost::asio::ip::make_address("2001:db8::9")};
  RunningFilter far(tap_filter(elsewhere, FilterStart::network_header));
  EXPECT_FALSE(far.passes(ipv6(IPPROTO_ICMPV6, neighbour(135, 3))));
  EXPECT_TRUE(far.passes(ipv6(IPPROTO_ICMPV6, neighbour(135, 9))));
  EXPECT_FALSE(far.passes(arp(1, theirs, ours)));
  RunningFilter filter(tap_filter(scope, FilterStart::network_header));
  EXPECT_TRUE(filter.passes(arp(1, theirs, ours)));
  EXPECT_TRUE(filter.passes(arp(2, ours, theirs)));
  EXPECT_TRUE(filter.passes(arp(1, ours, theirs))) << "our own question";
  EXPECT_TRUE(filter.passes(arp(2, theirs, ours))) << "its answer";
  EXPECT_FALSE(filter.passes(arp(2, theirs, theirs)));
  EXPECT_FALSE(filter.passes(arp(3, theirs, ours))) << "RARP";
  EXPECT_FALSE(filter.passes(arp(1, theirs, ours + 1)));
  EXPECT_TRUE(filter.passes(ipv6(IPPROTO_ICMPV6, neighbour(135, 2))));
  EXPECT_TRUE(filter.passes(ipv6(IPPROTO_ICMPV6, neighbour(136, 2))));
  EXPECT_TRUE(filter.passes(ipv6(IPPROTO_ICMPV6, neighbour(135, 3)))) << "to us";
  EXPECT_FALSE(filter.passes(ipv6(IPPROTO_ICMPV6, neighbour(134, 2)))) << "a router's word";
  for (const Case& one : transport_cases(true)) {
    EXPECT_EQ(filter.passes(one.packet), one.passes) << one.name;
  }
}

TEST(PacketFilter, LooksAtNoAddressWhenThereAreTooMany) {
  TapScope scope;
  for (std::uint32_t last = 0; last <= filter_addresses_max; ++last)
    scope.addresses.emplace_back(boost::asio::ip::address_v4(0xc000'0200 + last));
  RunningFilter filter(tap_filter(scope, FilterStart::network_header));
  EXPECT_TRUE(filter.passes(arp(1, 1, 2)));
  EXPECT_FALSE(filter.passes(arp(3, 1, 2)));
}

std::vector<std::uint16_t> ports_from(std::uint16_t first, std::size_t count) {
  std::vector<std::uint16_t> ports(count);
  std::iota(ports.begin(), ports.end(), first);
  return ports;
}

Packet quoted(std::uint16_t from, std::uint16_t to) {
  return ipv4(IPPROTO_ICMP, icmp(3, 3, ipv4(IPPROTO_UDP, udp(from, to, {}))));
}

TEST(PacketFilter, FindsEachOfManyPortsAndNoneBeside) {
  constexpr std::size_t each = filter_ports_max / 2;
  const auto udp_ports = ports_from(20'000, each);
  const auto tcp_ports = ports_from(40'000, each);
  RunningFilter filter(tap_filter({udp_ports, tcp_ports, {}}, FilterStart::network_header));
  for (std::uint16_t port = 19'998; port < 20'000 + each + 2; ++port) {
    const bool one_of = port >= 20'000 && port < 20'000 + each;
    ASSERT_EQ(filter.passes(quoted(other, port)), one_of) << port;
    ASSERT_EQ(filter.passes(quoted(port, other)), one_of) << port;
  }
  for (std::uint16_t port = 39'998; port < 40'000 + each + 2; ++port) {
    const bool one_of = port >= 40'000 && port < 40'000 + each;
    ASSERT_EQ(filter.passes(ipv6(IPPROTO_TCP, tcp(port, other, syn | ack))), one_of) << port;
    ASSERT_EQ(filter.passes(ipv6(IPPROTO_TCP, tcp(other, port, reset))), one_of) << port;
    ASSERT_EQ(filter.passes(ipv6(IPPROTO_TCP, tcp(port, other, reset))), one_of) << port;
  }
}

TEST(PacketFilter, LooksOnlyAtTheRestWhenThereAreTooManyPorts) {
  const auto ports = ports_from(1'000, 60'000);
  RunningFilter filter(tap_filter({ports, ports, {}}, FilterStart::network_header));
  EXPECT_TRUE(filter.passes(ipv4(IPPROTO_UDP, udp(1, 2, probe_datagram()))));
  EXPECT_FALSE(filter.passes(ipv4(IPPROTO_UDP, udp(1, 2, with_text(64)))));
  EXPECT_TRUE(filter.passes(ipv4(IPPROTO_TCP, tcp(1, 2, syn))));
  EXPECT_FALSE(filter.passes(ipv4(IPPROTO_TCP, tcp(1, 2, ack))));
}

// Old kernels keep 20 KiB for a socket's filters, and the old one goes only when the new one came.
TEST(PacketFilter, FitsASmallKernelTwice) {
  constexpr std::size_t optmem_max = 20'480;
  TapScope scope;
  scope.addresses.assign(filter_addresses_max, boost::asio::ip::make_address("2001:db8::1"));
  for (const std::size_t udp : {std::size_t{0}, filter_ports_max / 2, filter_ports_max, 950UL}) {
    for (const std::size_t tcp : {std::size_t{0}, filter_ports_max / 2, filter_ports_max, 950UL}) {
      scope.udp = ports_from(10'000, udp);
      scope.tcp = ports_from(10'000, tcp);
      const auto filter = tap_filter(scope, FilterStart::network_header);
      EXPECT_LT(2 * filter.size() * sizeof(sock_filter), optmem_max) << udp << ' ' << tcp;
    }
  }
}

TEST(PacketFilter, CountsAPortOnceHoweverOftenItIsNamed) {
  const std::vector<std::uint16_t> often(5'000, tunnel);
  RunningFilter filter(tap_filter({often, {}, {}}, FilterStart::network_header));
  EXPECT_TRUE(filter.passes(quoted(other, tunnel)));
  EXPECT_FALSE(filter.passes(quoted(other, other)));
}

// What the filter promises, said in another way: by the words of the packet.
bool is_of_the_run(const Packet& packet) {
  const auto in = [](const std::vector<std::uint16_t>& ports, std::uint16_t port) {
    return std::ranges::find(ports, port) != ports.end();
  };
  const auto half = [&](std::size_t at) {
    return load_big_endian<std::uint16_t>(std::span(packet).subspan(at));
  };
  if (packet.size() < 28 || packet[0] != std::byte{0x45} || (half(6) & 0x1fff) != 0) return false;
  const std::uint16_t from = half(20);
  const std::uint16_t to = half(22);
  if (packet[9] == std::byte{IPPROTO_UDP}) {
    return packet.size() >= 32 && half(28) == 0x0a6f && half(30) == 0x616b;
  }
  if (packet[9] != std::byte{IPPROTO_TCP} || packet.size() < 34) return false;
  const int flags = std::to_integer<int>(packet[33]);
  if ((flags & reset) != 0) return in(run_ports.tcp, from) || in(run_ports.tcp, to);
  if ((flags & (syn | ack)) == (syn | ack)) return in(run_ports.tcp, from);
  return (flags & syn) != 0;
}

// Packets of the run with some bytes changed, and cut somewhere.
TEST(PacketFilter, LetsNoOtherPacketThrough) {
  RunningFilter filter(tap_filter(run_ports, FilterStart::network_header));
  const std::vector<Packet> seeds{
      ipv4(IPPROTO_UDP, udp(other, tunnel, probe_datagram())),
      ipv4(IPPROTO_UDP, udp(tunnel, other, probe_datagram())),
      ipv4(IPPROTO_TCP, tcp(other, api, syn)),
      ipv4(IPPROTO_TCP, tcp(api, other, syn | ack)),
      ipv4(IPPROTO_TCP, tcp(api, other, reset)),
  };
  std::mt19937 random(4);  // NOLINT: the same packets every time
  const auto below = [&](std::size_t limit) { return random() % limit; };
  int passed = 0;
  for (int round = 0; round < 20'000; ++round) {
    Packet packet = seeds[below(seeds.size())];
    for (std::size_t changes = below(3); changes > 0; --changes) {
      const std::size_t at = 1 + below(std::min<std::size_t>(packet.size(), 48) - 1);
      if (at == 9) continue;  // another protocol is in the tables above
      packet[at] = static_cast<std::byte>(below(4) == 0 ? below(256) : 1U << below(8));
    }
    if (below(8) == 0) packet.resize(1 + below(packet.size()));
    const bool expected = is_of_the_run(packet);
    ASSERT_EQ(filter.passes(packet), expected) << "round " << round;
    passed += expected ? 1 : 0;
  }
  EXPECT_GT(passed, 2'000);
  EXPECT_LT(passed, 18'000);
}

}  // namespace
}  // namespace oakprobe::packets
