#include "packets/packet_view.hpp"

#include "tests/support/packets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace oakprobe::packets {
namespace {

using namespace oakprobe::testing;
using boost::asio::ip::make_address;

Packet packet_of(bool v6, int protocol, const Packet& rest) {
  return v6 ? ipv6(protocol, rest) : ipv4(protocol, rest);
}

class PacketView46 : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Families, PacketView46, ::testing::Bool(), [](const auto& test) {
  return test.param ? "IPv6" : "IPv4";
});

TEST_P(PacketView46, ReadsUdp) {
  const Packet probe = probe_datagram();
  const Packet bytes = packet_of(GetParam(), IPPROTO_UDP, udp(1'111, 50'103, probe));
  const auto view = view_packet(bytes);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->source, make_address(GetParam() ? "2001:db8::1" : "192.0.2.1"));
  EXPECT_EQ(view->destination, make_address(GetParam() ? "2001:db8::2" : "192.0.2.2"));
  EXPECT_FALSE(view->fragment);
  const auto* content = std::get_if<UdpView>(&view->content);
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->source_port, 1'111);
  EXPECT_EQ(content->destination_port, 50'103);
  EXPECT_TRUE(std::ranges::equal(content->payload, probe));
}

TEST(PacketView, ReadsQuestionsForNeighboursAndTheirAnswers) {
  const auto read = [](const Packet& bytes) {
    const auto view = view_packet(bytes);
    const auto* content = view ? std::get_if<NeighbourView>(&view->content) : nullptr;
    EXPECT_NE(content, nullptr);
    return content == nullptr
               ? ""
               : view->source.to_string() + " > " + view->destination.to_string() +
                     (content->answer ? " answers " : " asks ") + content->about.to_string();
  };
  EXPECT_EQ(read(arp(1, 0xc0000201, 0xc0000202)), "192.0.2.1 > 192.0.2.2 asks 192.0.2.2");
  EXPECT_EQ(read(arp(2, 0xc0000202, 0xc0000201)), "192.0.2.2 > 192.0.2.1 answers 192.0.2.2");
  EXPECT_EQ(
      read(ipv6(IPPROTO_ICMPV6, neighbour(135, 9))), "2001:db8::1 > 2001:db8::2 asks 2001:db8::9"
  );
  EXPECT_EQ(
      read(ipv6(IPPROTO_ICMPV6, neighbour(136, 9))), "2001:db8::1 > 2001:db8::2 answers 2001:db8::9"
  );
}

TEST(PacketView, ReadsNoOtherArp) {
  const Packet question = arp(1, 0xc0000201, 0xc0000202);
  for (std::size_t size = 0; size < question.size(); ++size)
    EXPECT_FALSE(view_packet(std::span(question).first(size)).has_value()) << size;
  for (const std::size_t at : {2U, 3U, 4U, 5U, 6U, 7U}) {
    Packet changed = question;
    changed[at] ^= std::byte{0x40};
    EXPECT_FALSE(view_packet(changed).has_value()) << at;
  }
  const Packet cut = ipv6(IPPROTO_ICMPV6, neighbour(135, 9));
  EXPECT_FALSE(view_packet(std::span(cut).first(cut.size() - 1)).has_value());
}

TEST_P(PacketView46, ReadsTcp) {
  const Packet bytes =
      packet_of(GetParam(), IPPROTO_TCP, tcp(10'000, 1'111, syn | ack, 0xfedcba98, 0x12345679));
  const auto view = view_packet(bytes);
  ASSERT_TRUE(view.has_value());
  const auto* content = std::get_if<TcpView>(&view->content);
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->source_port, 10'000);
  EXPECT_EQ(content->destination_port, 1'111);
  EXPECT_EQ(content->sequence, 0xfedcba98);
  EXPECT_EQ(content->acknowledged, 0x12345679U);
  EXPECT_TRUE(content->syn && content->ack && !content->reset);
}

TEST_P(PacketView46, ReadsWhatAnErrorQuotes) {
  const bool v6 = GetParam();
  const Packet probe = probe_datagram();
  const Packet quoted = packet_of(v6, IPPROTO_UDP, udp(1'111, 50'103, probe));
  const Packet bytes =
      packet_of(v6, icmp_protocol(v6), icmp(v6 ? 2 : 3, v6 ? 0 : 4, quoted, 1'400));
  const auto view = view_packet(bytes);
  ASSERT_TRUE(view.has_value());
  const auto* content = std::get_if<IcmpErrorView>(&view->content);
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->type, v6 ? 2 : 3);
  EXPECT_EQ(content->code, v6 ? 0 : 4);
  EXPECT_EQ(content->mtu, 1'400U);
  EXPECT_EQ(content->quoted_source, make_address(v6 ? "2001:db8::1" : "192.0.2.1"));
  EXPECT_EQ(content->quoted_destination, make_address(v6 ? "2001:db8::2" : "192.0.2.2"));
  EXPECT_EQ(content->quoted_protocol, Protocol::udp);
  EXPECT_EQ(content->quoted_source_port, 1'111);
  EXPECT_EQ(content->quoted_destination_port, 50'103);
  EXPECT_TRUE(std::ranges::equal(content->quoted_payload, probe));
}

TEST_P(PacketView46, ReadsTheEightBytesThatARouterQuotesAtLeast) {
  const bool v6 = GetParam();
  Packet segment = tcp(1'111, 10'000, syn, 0xfedcba98);
  segment.resize(8);
  const Packet bytes =
      packet_of(v6, icmp_protocol(v6), icmp(v6 ? 1 : 3, 1, packet_of(v6, IPPROTO_TCP, segment)));
  const auto view = view_packet(bytes);
  ASSERT_TRUE(view.has_value());
  const auto* content = std::get_if<IcmpErrorView>(&view->content);
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->quoted_protocol, Protocol::tcp);
  EXPECT_EQ(content->quoted_destination_port, 10'000);
  EXPECT_EQ(content->quoted_sequence, 0xfedcba98);
  EXPECT_EQ(content->mtu, 0U);
}

// No cut is read beyond (the sanitizers watch), and what it shows is what the whole one shows.
TEST_P(PacketView46, OfACutPacketShowsNoMoreThanThereIs) {
  const Packet whole = packet_of(GetParam(), IPPROTO_UDP, udp(1'111, 50'103, probe_datagram()));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Packet cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto view = view_packet(cut);
    const std::size_t headers = GetParam() ? 48 : 28;
    ASSERT_EQ(view.has_value(), size >= headers) << size;
    if (!view) continue;
    ASSERT_EQ(std::get<UdpView>(view->content).payload.size(), size - headers);
  }
}

TEST(PacketView, LeavesOutTheFramesPadding) {
  const Packet padded = ipv4(IPPROTO_UDP, udp(1, 2, {std::byte{0x0a}})) + Packet(17);
  const auto view = view_packet(padded);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(std::get<UdpView>(view->content).payload.size(), 1U);
}

TEST(PacketView, TellsAFirstFragmentAndRefusesLaterOnes) {
  const Packet probe = udp(1, 2, probe_datagram());
  const auto first = view_packet(ipv4(IPPROTO_UDP, probe, {}, 0x2000));
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(first->fragment);
  EXPECT_FALSE(view_packet(ipv4(IPPROTO_UDP, probe, {}, 0x2008)).has_value());
  EXPECT_FALSE(view_packet(ipv4(IPPROTO_UDP, probe, {}, 0x0008)).has_value());
}

TEST(PacketView, PassesOptions) {
  const Packet probe = udp(1, 50'103, probe_datagram());
  for (const Packet& bytes : {
           ipv4(IPPROTO_UDP, probe, Packet(40, std::byte{1})),
           ipv6(IPPROTO_HOPOPTS, hop_by_hop(IPPROTO_UDP, probe)),
       }) {
    const auto view = view_packet(bytes);
    ASSERT_TRUE(view.has_value());
    EXPECT_EQ(std::get<UdpView>(view->content).destination_port, 50'103);
  }
}

TEST(PacketView, RefusesWhatIsNoneOfTheThree) {
  const Packet probe = udp(1, 2, probe_datagram());
  EXPECT_FALSE(view_packet({}).has_value());
  EXPECT_FALSE(view_packet(Packet(64)).has_value());
  EXPECT_FALSE(view_packet(ipv4(IPPROTO_SCTP, probe)).has_value());
  EXPECT_FALSE(view_packet(ipv6(IPPROTO_FRAGMENT, hop_by_hop(IPPROTO_UDP, probe))).has_value());
  EXPECT_FALSE(view_packet(ipv4(IPPROTO_ICMP, icmp(8, 0, ipv4(IPPROTO_UDP, probe)))).has_value());
  EXPECT_FALSE(view_packet(ipv4(IPPROTO_ICMPV6, icmp(1, 0, ipv6(IPPROTO_UDP, probe)))).has_value());
  Packet short_header = ipv4(IPPROTO_UDP, probe);
  short_header[0] = std::byte{0x44};
  EXPECT_FALSE(view_packet(short_header).has_value());
}

TEST(PacketView, TakesASegmentWithTheAddressesThatItIsGiven) {
  const Packet bytes = udp(1, 2, probe_datagram());
  const auto from = make_address("2001:db8::1");
  const auto to = make_address("2001:db8::2");
  const auto view = view_segment(bytes, Protocol::udp, from, to);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->source, from);
  EXPECT_EQ(view->destination, to);
  EXPECT_EQ(std::get<UdpView>(view->content).payload.size(), wire::datagram_bytes_min);
  EXPECT_FALSE(view_segment(Packet(7), Protocol::udp, from, to).has_value());
  EXPECT_FALSE(view_segment(Packet(19), Protocol::tcp, from, to).has_value());
}

TEST(PacketView, TakesMergedDatagramsApart) {
  const wire::DatagramCodec codec = testing_support::codec_of(NodeId{3});
  const Packet payload = probe_datagram(0) + probe_datagram(1, 100) + probe_datagram(2);
  std::vector<unsigned> attempts;
  for_each_datagram(payload, [&](std::span<const std::byte> one) {
    const auto datagram = codec.decode(one);
    ASSERT_TRUE(datagram.has_value());
    attempts.push_back(datagram->attempt);
  });
  EXPECT_EQ(attempts, (std::vector<unsigned>{0, 1, 2}));
}

TEST(PacketView, StopsTakingApartAtWhatIsNotOurs) {
  const auto count = [](const Packet& payload) {
    int datagrams = 0;
    for_each_datagram(payload, [&](std::span<const std::byte>) { ++datagrams; });
    return datagrams;
  };
  const Packet probe = probe_datagram();
  Packet no_size = probe;
  no_size[26] = no_size[27] = std::byte{0};  // would never end
  EXPECT_EQ(count({}), 0);
  EXPECT_EQ(count(no_size), 0);
  EXPECT_EQ(count(probe + Packet(64, std::byte{'x'}) + probe), 1);
  EXPECT_EQ(count(probe + Packet(probe.begin(), probe.end() - 1)), 1);
}

}  // namespace
}  // namespace oakprobe::packets
