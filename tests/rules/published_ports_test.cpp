#include "rules/published_ports.hpp"

#include "rules/name_rule.hpp"

#include <gmock/gmock.h>

#include <string>

namespace oakprobe::rules {
namespace {

using evidence::Admission;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

IpAddress ip(const char* text) { return *parse_ip_address(text); }

// As Docker writes them; `dnat` is what its own chain of nat has, `user` what somebody put before
// its rules.
Ruleset dockers(const std::string& dnat, const std::string& user = "") {
  HostTexts texts;
  texts.iptables =
      "*nat\n:PREROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n"
      "[0:0] -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n"
      "[0:0] -A DOCKER -i docker0 -j RETURN\n" +
      dnat +
      "COMMIT\n*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:DOCKER - [0:0]\n"
      ":DOCKER-USER - [0:0]\n"
      "[0:0] -A FORWARD -j DOCKER-USER\n"
      "[0:0] -A FORWARD -o docker0 -j DOCKER\n" +
      user +
      "[0:0] -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 6379 -j "
      "ACCEPT\nCOMMIT\n";
  return *read_ruleset(texts);
}

const std::string everywhere =
    "[0:0] -A DOCKER ! -i docker0 -p tcp -m tcp --dport 10007 -j DNAT --to-destination "
    "172.17.0.2:6379\n";

Packet to_container() {
  Packet packet;
  packet.protocol = Protocol::tcp;
  packet.source = ip("9.9.9.9");
  packet.destination = ip("192.0.2.1");
  packet.destination_port = 10'007;
  packet.interface = "eth0";
  packet.container = Packet::Container{ip("172.17.0.2"), 6'379, "docker0"};
  return packet;
}

TEST(PublishedPorts, AreThoseOfDockersChain) {
  EXPECT_THAT(
      published_ports(dockers(
          everywhere +
          "[0:0] -A DOCKER ! -i docker0 -p udp -m udp --dport 53 -j DNAT --to-destination "
          "172.17.0.3:5353\n"
      )),
      ElementsAre(
          PublishedPort{{Protocol::tcp, 10'007}, ip("172.17.0.2"), 6'379},
          PublishedPort{{Protocol::udp, 53}, ip("172.17.0.3"), 5'353}
      )
  );
  EXPECT_THAT(published_ports(dockers("")), IsEmpty());
  EXPECT_THAT(
      published_ports(dockers("[0:0] -A DOCKER -p tcp --dport 1 -j DNAT --to-destination nobody\n")
      ),
      IsEmpty()
  );
}

TEST(PublishedPorts, AreOpenWhateverInputSays) {
  const Ruleset rules = dockers(everywhere);
  EXPECT_EQ(admission(to_container(), rules), Admission::accepted);
  Packet to_the_host = to_container();
  to_the_host.container.reset();
  to_the_host.destination_port = 10'008;
  EXPECT_EQ(admission(to_the_host, rules), Admission::dropped);
}

TEST(PublishedPorts, AreClosedInDockerUserByThePortThatWasDialled) {
  const std::string closed =
      "[0:0] -A DOCKER-USER -p tcp -m conntrack --ctorigdstport 10007 -j DROP\n";
  EXPECT_EQ(admission(to_container(), dockers(everywhere, closed)), Admission::dropped);
  const std::string other =
      "[0:0] -A DOCKER-USER -p tcp -m conntrack --ctorigdstport 10008 -j DROP\n";
  EXPECT_EQ(admission(to_container(), dockers(everywhere, other)), Admission::accepted);
}

// Bound to the loopback: nothing translates what comes from elsewhere, and INPUT has it.
TEST(PublishedPorts, OfTheLoopbackAreNoStrangers) {
  const std::string at_home =
      "[0:0] -A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 10007 -j DNAT "
      "--to-destination 172.17.0.2:6379\n";
  EXPECT_EQ(admission(to_container(), dockers(at_home)), Admission::dropped);
}

}  // namespace
}  // namespace oakprobe::rules
