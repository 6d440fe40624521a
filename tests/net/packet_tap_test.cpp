#include "tests/net/tap_fixture.hpp"

namespace oakprobe::net {
namespace {

using Probes = std::multiset<SeenProbe>;

constexpr SeenProbe probe_in{false, tunnel, 0};
constexpr SeenProbe last_in{false, open_port, 1};

// A probe to the port that a fault is about, then one that passes.
class Taps : public TapTest, public ::testing::WithParamInterface<bool> {
 protected:
  bool v6() const { return GetParam(); }
  void SetUp() override {
    TapTest::SetUp();
    if (v6() && !has_ipv6()) GTEST_SKIP() << "no IPv6 here";
  }
  void send_both() {
    udp::socket socket = socket_at(Host::source, v6());
    send_probe(socket, tunnel, 0);
    send_probe(socket, open_port, 1);
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Taps, ::testing::Bool(), [](const auto& test) {
  return test.param ? "IPv6" : "IPv4";
});

TEST_P(Taps, SeeAProbeOnItsWholeWayAndItsOwnerGetsIt) {
  udp::socket owner = socket_at(Host::target, v6(), tunnel);
  PacketTap source = packet_tap(Host::source);
  PacketTap target = packet_tap(Host::target);
  PacketTap behind_ingress = packet_tap(Host::target, v6() ? TapLayer::ipv6 : TapLayer::ipv4);
  PacketTap other_family = packet_tap(Host::target, v6() ? TapLayer::ipv4 : TapLayer::ipv6);
  RawTap raw = raw_tap(Host::target, Protocol::udp, v6());
  send_both();
  const Probes arrived{probe_in, last_in};
  EXPECT_EQ(probes_until(raw, last_in), arrived);
  EXPECT_EQ(probes_until(target, last_in), arrived);
  EXPECT_EQ(probes_until(behind_ingress, last_in), arrived);
  EXPECT_EQ(
      probes_until(source, {true, open_port, 1}), (Probes{{true, tunnel, 0}, {true, open_port, 1}})
  );
  EXPECT_TRUE(receives(owner));
  bool more = true;
  more = !other_family.drain([](const packets::CapturedPacket&) {
    ADD_FAILURE() << "the other family";
  });
  EXPECT_FALSE(more);
  EXPECT_EQ(source.dropped() + target.dropped(), 0U);
  EXPECT_EQ(raw.dropped(), 0U);
}

TEST_P(Taps, TellThatInputDropped) {
  hosts.firewall(Host::target, "type filter hook input priority 0;", "udp dport 50103 drop");
  PacketTap packets = packet_tap(Host::target);
  RawTap raw = raw_tap(Host::target, Protocol::udp, v6());
  send_both();
  EXPECT_EQ(probes_until(raw, last_in), Probes{last_in});
  EXPECT_EQ(probes_until(packets, last_in), (Probes{probe_in, last_in}));
}

TEST_P(Taps, TellThatPreroutingDropped) {
  hosts.firewall(
      Host::target, "type filter hook prerouting priority -300;", "udp dport 50103 drop"
  );
  PacketTap packets = packet_tap(Host::target);
  PacketTap behind_ingress = packet_tap(Host::target, v6() ? TapLayer::ipv6 : TapLayer::ipv4);
  RawTap raw = raw_tap(Host::target, Protocol::udp, v6());
  send_both();
  EXPECT_EQ(probes_until(raw, last_in), Probes{last_in});
  EXPECT_EQ(probes_until(behind_ingress, last_in), (Probes{probe_in, last_in}));
  EXPECT_EQ(probes_until(packets, last_in), (Probes{probe_in, last_in}));
}

TEST_P(Taps, TellThatAnIngressHookDropped) {
  hosts.firewall(
      Host::target, "type filter hook ingress device \"wire\" priority 0;", "udp dport 50103 drop"
  );
  PacketTap packets = packet_tap(Host::target);
  PacketTap behind_ingress = packet_tap(Host::target, v6() ? TapLayer::ipv6 : TapLayer::ipv4);
  send_both();
  EXPECT_EQ(probes_until(behind_ingress, last_in), Probes{last_in});
  EXPECT_EQ(probes_until(packets, last_in), (Probes{probe_in, last_in}));
}

TEST_P(Taps, TellThatOutputDropped) {
  hosts.firewall(Host::source, "type filter hook output priority 0;", "udp dport 50103 drop");
  PacketTap packets = packet_tap(Host::source);
  udp::socket socket = socket_at(Host::source, v6());
  EXPECT_THROW(send_probe(socket, tunnel), boost::system::system_error);
  send_probe(socket, open_port, 1);
  EXPECT_EQ(probes_until(packets, {true, open_port, 1}), (Probes{{true, open_port, 1}}));
}

TEST_P(Taps, CountDatagramsThatWereSentAsOnePacketOneByOne) {
  PacketTap packets = packet_tap(Host::target);
  RawTap raw = raw_tap(Host::target, Protocol::udp, v6());
  udp::socket socket = socket_at(Host::source, v6());
  constexpr int udp_segment = 103;  // UDP_SEGMENT of linux/udp.h, which clashes with netinet/udp.h
  const int size = wire::datagram_bytes_min;
  ASSERT_EQ(::setsockopt(socket.native_handle(), IPPROTO_UDP, udp_segment, &size, sizeof size), 0);
  testing::Packet burst;
  Probes expected;
  for (std::uint16_t attempt = 0; attempt < 10; ++attempt) {
    burst = burst + testing::probe_datagram(attempt);
    expected.insert({false, tunnel, attempt});
  }
  socket.send_to(boost::asio::buffer(burst), udp::endpoint(address(Host::target, v6()), tunnel));
  EXPECT_EQ(probes_until(packets, {false, tunnel, 9}), expected);
  EXPECT_EQ(probes_until(raw, {false, tunnel, 9}), expected);
}

TEST_P(Taps, SeeTheIcmpErrorThatLeavesTheTarget) {
  PacketTap packets = packet_tap(Host::target);
  udp::socket socket = socket_at(Host::source, v6());
  send_probe(socket, tunnel);  // nobody listens there
  std::optional<packets::IcmpErrorView> error;
  while (!error) {
    pollfd ready{packets.fd(), POLLIN, 0};
    ASSERT_EQ(::poll(&ready, 1, patience_ms), 1);
    packets.drain([&](const packets::CapturedPacket& packet) {
      const auto* view = std::get_if<packets::IcmpErrorView>(&packet.view.content);
      if (view == nullptr || !packet.outgoing) return;
      EXPECT_EQ(packet.view.source, address(Host::target, v6()));
      error = *view;
      error->quoted_payload = {};
    });
  }
  EXPECT_EQ(error->type, v6() ? 1 : 3);
  EXPECT_EQ(error->code, v6() ? 4 : 3);
  EXPECT_EQ(error->quoted_destination, address(Host::target, v6()));
  EXPECT_EQ(error->quoted_destination_port, tunnel);
  EXPECT_EQ(error->quoted_source_port, socket.local_endpoint().port());
}

TEST_P(Taps, TellHowManyPacketsTheyLost) {
  constexpr int sent = 200;
  constexpr int tiny_buffer = 1;  // the kernel makes it 2 KiB
  hosts.at(Host::target);
  PacketTap packets = PacketTap::open(TapLayer::link, run_ports, tiny_buffer).value();
  RawTap raw = RawTap::open(Protocol::udp, v6(), run_ports, tiny_buffer).value();
  PacketTap large = packet_tap(Host::target);
  udp::socket socket = socket_at(Host::source, v6());
  for (int i = 0; i < sent; ++i) send_probe(socket, open_port, 0);
  send_probe(socket, open_port, 1);
  EXPECT_EQ(probes_until(large, last_in).size(), sent + 1U);
  int packets_seen = 0;
  int raw_seen = 0;
  packets.drain([&](const packets::CapturedPacket& packet) {
    packets_seen += packet.outgoing ? 0 : 1;
  });
  raw.drain([&](const packets::CapturedPacket&) { ++raw_seen; });
  EXPECT_LT(packets_seen, sent);
  EXPECT_LT(raw_seen, sent);
  EXPECT_GE(packets.dropped() + static_cast<unsigned>(packets_seen), sent + 1U);
  ASSERT_TRUE(raw.dropped().has_value());
  EXPECT_EQ(*raw.dropped() + static_cast<unsigned>(raw_seen), sent + 1U);
  const auto told = packets.dropped();
  EXPECT_GT(told, 0U);
  EXPECT_EQ(packets.dropped(), told) << "reading it must not forget it";
}

TEST_P(Taps, ShowAProbeWhateverPortARuleHasLedItTo) {
  PacketTap packets = packet_tap(Host::target);
  RawTap raw = raw_tap(Host::target, Protocol::udp, v6());
  EXPECT_FALSE(packets.set_scope({{open_port}, {}, {}}));
  EXPECT_FALSE(raw.set_scope({{open_port}, {}, {}}));
  send_both();
  const Probes both{{false, tunnel, 0}, last_in};
  EXPECT_EQ(probes_until(packets, last_in), both);
  EXPECT_EQ(probes_until(raw, last_in), both);
}

TEST_P(Taps, ShowAPacketOfTheHostToItselfBothWays) {
  PacketTap packets = packet_tap(Host::target);
  udp::socket socket = socket_at(Host::target, v6());
  send_probe(socket, tunnel);
  const SeenProbe out{true, tunnel, 0};
  EXPECT_EQ(probes_until(packets, probe_in), (Probes{out, probe_in}));
}

TEST_P(Taps, FindAHandshakeAgainByItsSequenceNumber) {
  hosts.at(Host::target);
  tcp::acceptor listener(io, tcp::endpoint(address(Host::target, v6()), api));
  PacketTap source = packet_tap(Host::source);
  PacketTap target = packet_tap(Host::target);
  RawTap raw = raw_tap(Host::target, Protocol::tcp, v6());
  RawTap raw_back = raw_tap(Host::source, Protocol::tcp, v6());
  hosts.at(Host::source);
  tcp::socket socket(io);
  socket.connect(tcp::endpoint(address(Host::target, v6()), api));

  struct Handshake {
    std::vector<std::uint32_t> syns;
    std::vector<std::uint32_t> answers;
  };
  const auto seen_by = [](auto& tap, bool outgoing_syn) {
    Handshake seen;
    tap.drain([&](const packets::CapturedPacket& packet) {
      const auto* segment = std::get_if<packets::TcpView>(&packet.view.content);
      if (segment == nullptr) return;
      EXPECT_EQ(packet.outgoing, segment->ack ? !outgoing_syn : outgoing_syn);
      (segment->ack ? seen.answers : seen.syns).push_back(segment->sequence);
    });
    return seen;
  };
  // All of it was there before connect() returned.
  const Handshake left = seen_by(source, true);
  const Handshake reached = seen_by(target, false);
  ASSERT_EQ(left.syns.size(), 1U);
  ASSERT_EQ(left.answers.size(), 1U);
  EXPECT_EQ(left.syns, reached.syns);
  EXPECT_EQ(left.answers, reached.answers);
  EXPECT_EQ(seen_by(raw, false).syns, left.syns);
  const auto admitted_back = seen_by(raw_back, true);
  EXPECT_TRUE(admitted_back.syns.empty());
  EXPECT_EQ(admitted_back.answers, left.answers);
}

}  // namespace
}  // namespace oakprobe::net
