#include "rules/iptables_rule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::rules {
namespace {

Truth matches(const std::string& options, Packet packet) {
  PacketState state;
  state.packet = std::move(packet);
  state.tracked = Truth::yes;
  Truth truth = Truth::yes;
  for (const Match& match : iptables_rule(iptables_words(options)).matches)
    truth = both(truth, truth_of(match, state));
  return truth;
}

Packet udp() {
  Packet packet;
  packet.source = parse_ip_address("10.0.0.1").value();
  packet.destination = parse_ip_address("10.0.0.2").value();
  packet.source_port = 40'000;
  packet.destination_port = 53;
  return packet;
}

Packet tcp() {
  Packet packet = udp();
  packet.protocol = Protocol::tcp;
  return packet;
}

TEST(IptablesRule, AsksForAddressesAndPorts) {
  struct Case {
    const char* options;
    Truth truth;
  };
  constexpr Case cases[] = {
      {"-p udp", Truth::yes},
      {"! -p udp", Truth::no},
      {"-p 17", Truth::yes},
      {"-p icmp", Truth::no},
      {"-s 10.0.0.0/8", Truth::yes},
      {"! -s 10.0.0.1/32", Truth::no},
      {"-s 10.0.0.1/255.0.0.255", Truth::yes},
      {"-d 10.0.0.3/32", Truth::no},
      {"-s nonsense", Truth::not_known},
      {"-p udp -m udp --dport 53", Truth::yes},
      {"-p udp -m udp --dport 54:60", Truth::no},
      {"-p udp -m udp --dport 40:", Truth::yes},
      {"-p udp -m multiport --dports 1,2,50:53", Truth::yes},
      {"-p udp -m multiport ! --sports 40000", Truth::no},
      {"-p udp -m multiport --ports 53", Truth::not_known},
      {"-m iprange --src-range 10.0.0.0-10.0.0.9", Truth::yes},
      {"-m addrtype --dst-type LOCAL", Truth::yes},
      {"-m addrtype --dst-type BROADCAST,MULTICAST", Truth::no},
      {"-m addrtype --src-type LOCAL", Truth::not_known},
      {"-m conntrack --ctstate NEW", Truth::yes},
      {"-m state --state RELATED,ESTABLISHED", Truth::no},
      {"-m conntrack --ctstate INVALID", Truth::no},
      {"-m conntrack ! --ctstate DNAT", Truth::yes},
      {"-m set --match-set bad src", Truth::not_known},
      {"-m limit --limit 1/sec", Truth::not_known},
      {"-m comment --comment \"-p tcp\"", Truth::yes},
      {"-f", Truth::not_known},
      {"", Truth::yes},
  };
  for (const Case& one : cases) EXPECT_EQ(matches(one.options, udp()), one.truth) << one.options;
}

TEST(IptablesRule, AsksForFlagsOfAFirstPacket) {
  EXPECT_EQ(matches("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN", tcp()), Truth::yes);
  EXPECT_EQ(matches("-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN", tcp()), Truth::no);
  EXPECT_EQ(matches("-p tcp -m tcp --tcp-flags ALL NONE", tcp()), Truth::no);
  EXPECT_EQ(matches("-p tcp -m tcp --tcp-flags SYN,ECE SYN", tcp()), Truth::not_known);
  Packet answer = tcp();
  answer.answers = true;
  EXPECT_EQ(matches("-p tcp -m tcp --tcp-flags SYN SYN", answer), Truth::not_known);
  EXPECT_EQ(matches("-m conntrack --ctstate ESTABLISHED", answer), Truth::not_known);
}

TEST(IptablesRule, KeepsTextAndCommentApart) {
  const Rule rule = iptables_rule(iptables_words(
      "-p udp -m comment --comment \"a \\\"b\\\" c\" -j REJECT --reject-with icmp-port-unreachable"
  ));
  EXPECT_EQ(rule.comment, "a \"b\" c");
  EXPECT_EQ(rule.text, "-p udp -j REJECT --reject-with icmp-port-unreachable");
  EXPECT_EQ(rule.verdict.effect, Effect::drops);
}

TEST(IptablesRule, EndsWhereTheLineDoes) {
  for (const auto* text :
       {"-p", "!", "-m", "-j", "--tcp-flags SYN", "-m comment --comment", "\"", "\\"})
    static_cast<void>(iptables_rule(iptables_words(text)));
}

}  // namespace
}  // namespace oakprobe::rules
