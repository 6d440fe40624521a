#include "tests/coordinator/firewall/made_file.hpp"

#include <gmock/gmock.h>

namespace oakprobe::firewall {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Firewalld, HasAPolicyAndIpsetsOfItsOwn) {
  const std::string text = file(small_deployment, Format::firewalld, "w1");
  EXPECT_THAT(text, HasSubstr(R"(write ipsets/oakprobe-workers-a-4.xml <<'XML'
<?xml version="1.0" encoding="utf-8"?>
<ipset type="hash:net">
  <option name="family" value="inet"/>
  <entry>10.9.0.4</entry>
  <entry>192.0.2.4</entry>
  <entry>198.51.100.7</entry>
</ipset>
XML
write policies/oakprobe.xml <<'XML'
<?xml version="1.0" encoding="utf-8"?>
<policy priority="100" target="CONTINUE">
  <short>Oakprobe</short>
  <description>
    22/tcp anyone: ssh
    50103/udp workers-a: worker-tunnel
  </description>
  <ingress-zone name="ANY"/>
  <egress-zone name="HOST"/>
  <rule><port port="22" protocol="tcp"/><accept/></rule>
  <rule family="ipv4"><source ipset="oakprobe-workers-a-4"/><port port="50103" protocol="udp"/><accept/></rule>
</policy>
XML
)"));
  EXPECT_THAT(text, Not(HasSubstr("nft ")));  // nothing is published here
}

TEST(Firewalld, WhatItDoesNotTakeIsRemovedAgain) {
  const std::string text = file(small_deployment, Format::firewalld, "w1");
  const std::size_t check = text.find("if ! firewall-cmd --check-config");
  ASSERT_NE(check, std::string::npos);
  const std::string after = text.substr(check, text.find("--reload >", check) - check);
  EXPECT_THAT(after, HasSubstr("rm -f \"$config/policies/oakprobe.xml\""));
  EXPECT_THAT(after, HasSubstr("exit 1"));
}

TEST(Firewalld, BothFamiliesHaveAnIpset) {
  const std::string text = file(small_deployment, Format::firewalld, "a");
  EXPECT_THAT(text, HasSubstr("<option name=\"family\" value=\"inet6\"/>\n  <entry>2001:db8::1<"));
  EXPECT_THAT(text, HasSubstr("<rule family=\"ipv6\"><source ipset=\"oakprobe-root-6\"/>"));
}

TEST(Firewalld, WhatDockerPublishesIsInATableThatReloadsLeaveAlone) {
  const std::string text = file(small_deployment, Format::firewalld, "a");
  EXPECT_THAT(
      text, HasSubstr("  nft -f - <<'NFT'\ntable inet oakprobe\ndelete table inet oakprobe\n")
  );
  EXPECT_THAT(text, HasSubstr("    meta l4proto tcp ct original proto-dst 10107 drop\n"));
  EXPECT_THAT(text, Not(HasSubstr("hook input")));
  EXPECT_THAT(text, HasSubstr("  nft delete table inet oakprobe\n"));
}

TEST(Firewalld, WhoseAddressIsUnknownHasAWordAndNoRule) {
  constexpr std::string_view by_name = R"(version: 1
nodes:
  - {name: root, address: root.example.org, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster], cluster: a}
)";
  const std::string text = file(by_name, Format::firewalld, "a");
  EXPECT_THAT(
      text, HasSubstr("10100/tcp root: root-deploy (the inventory has no address of them)")
  );
  EXPECT_THAT(text, Not(HasSubstr("ipset=\"oakprobe-root")));
}

}  // namespace
}  // namespace oakprobe::firewall
