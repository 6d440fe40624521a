#include "tests/coordinator/firewall/made_file.hpp"

#include <gmock/gmock.h>

namespace oakprobe::firewall {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Ufw, HasItsRulesAsUfwShowsThem) {
  const std::string text = file(small_deployment, Format::ufw, "w1");
  EXPECT_THAT(
      text,
      HasSubstr("  allow 22/tcp comment 'oakprobe ssh'\n"
                "  allow from 10.9.0.4 to any port 50103 proto udp comment 'oakprobe "
                "worker-tunnel'\n"
                "  allow from 192.0.2.4 to any port 50103 proto udp comment ")
  );
  EXPECT_THAT(text, HasSubstr("# Remove: sh w1.ufw.sh remove\n"));
  EXPECT_THAT(text, Not(HasSubstr("closed: ping")));  // ufw lets it in
  EXPECT_THAT(text, Not(HasSubstr("DOCKER-USER")));   // nothing is published here
}

TEST(Ufw, WhatDockerPublishesIsInDockerUser) {
  const std::string text = file(small_deployment, Format::ufw, "a");
  EXPECT_THAT(text, HasSubstr("allow from 2001:db8::1 to any port 10100 proto tcp comment "));
  EXPECT_THAT(text, HasSubstr("published=OAKDOCKER-PUBLISHED\n"));
  EXPECT_THAT(text, HasSubstr("-A OAKDOCKER-PUBLISHED -p tcp -m conntrack --ctorigdstport 10107 "));
}

// A second one for the same packets would take the first one's place.
TEST(Ufw, WhatTwoFlowsWantIsOneRule) {
  constexpr std::string_view both = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster, client], cluster: a}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";
  EXPECT_THAT(
      file(both, Format::ufw, "root"),
      HasSubstr("  allow from 192.0.2.2 to any port 10000 proto tcp comment 'oakprobe "
                "client-api,cluster-api'\n")
  );
}

TEST(Ufw, AHostThatDialsItselfLetsItsContainersIn) {
  constexpr std::string_view one = R"(version: 1
nodes:
  - {name: box, address: 192.0.2.1, roles: [root, cluster], cluster: a}
)";
  EXPECT_THAT(
      file(one, Format::ufw, "box"), HasSubstr("  allow in on br-+ to any port 10000 proto tcp ")
  );
}

TEST(Ufw, ManyRulesAreSaid) {
  const auto workers = [](int last) {
    return "version: 1\nnodes:\n  - {name: root, address: 192.0.2.1, roles: [root]}\n  - {name: a, "
           "address: 192.0.2.2, roles: [cluster], cluster: a}\n"
           "  - {name: \"w[1-" +
           std::to_string(last) + "]\", address: \"10.0.[1-" + std::to_string(last) +
           "].1\", roles: [worker], cluster: a}\n";
  };
  EXPECT_THAT(file(workers(99), Format::ufw, "w1"), Not(HasSubstr("ufw has no sets")));
  EXPECT_THAT(
      file(workers(100), Format::ufw, "w1"),
      HasSubstr("# Mind: ufw has no sets, and these are 101 ")
  );
}

}  // namespace
}  // namespace oakprobe::firewall
