#include "tests/coordinator/firewall/cloud_resources.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace oakprobe::firewall {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

// A root, a cluster and so many workers, whose addresses make no larger block. Their file has a
// block more of each family: anyone's, for ssh.
std::string workers(int count) {
  const std::string last = std::to_string(std::min(count, 250));
  std::string text =
      "version: 1\nnodes:\n  - {name: root, address: 192.0.2.1, roles: [root]}\n  - {name: a, "
      "address: 192.0.2.2, roles: [cluster], cluster: a}\n"
      "  - {name: \"w[1-" +
      last + "]\", address: \"10.0.[1-" + last + "].1\", roles: [worker], cluster: a}\n";
  for (int at = 251; at <= count; ++at)
    text += "  - {name: w" + std::to_string(at) + ", address: 10.1." + std::to_string(at - 250) +
            ".1, roles: [worker], cluster: a}\n";
  return text;
}

// Amazon takes 60 of a family, and one of them is for the path MTU.
TEST(CloudLimits, AmazonsGroupIsSplitOneBeyondItsLimit) {
  EXPECT_EQ(
      resources(file_of_all(workers(58), Format::aws, "w1"), "aws_security_group").size(), 1U
  );
  const std::string split = file_of_all(workers(59), Format::aws, "w1");
  EXPECT_THAT(split, HasSubstr("\"The rules of w1 are split into 2 groups"));
  const ordered_json rules = resources(split, "aws_vpc_security_group_ingress_rule");
  EXPECT_EQ(
      rules.at("oakprobe-w1-50103-udp-1").at("for_each"), "${toset(slice(local.workers-4, 0, 58))}"
  );
  EXPECT_EQ(
      rules.at("oakprobe-w1-2-50103-udp-1").at("for_each"),
      "${toset(slice(local.workers-4, 58, 59))}"
  );
}

TEST(CloudLimits, MoreGroupsThanANodeCanHaveAreSaid) {
  EXPECT_THAT(file_of_all(workers(294), Format::aws, "w1"), Not(HasSubstr("a node can have 5")));
  EXPECT_THAT(
      file_of_all(workers(295), Format::aws, "w1"),
      HasSubstr(
          "Mind: The rules of w1 are split into 6 groups, because one does not take them all, "
          "and a node can have 5"
      )
  );
}

TEST(CloudLimits, GooglesRuleIsSplitOneBeyondItsLimit) {
  const auto rules = [](int count) {
    return resources(file_of_all(workers(count), Format::gcp, "w1"), "google_compute_firewall");
  };
  EXPECT_EQ(rules(256).size(), 3U);
  EXPECT_EQ(rules(257).size(), 4U);
}

TEST(CloudLimits, HetznersRuleAndFirewallAreSplitOneBeyondTheirLimits) {
  const auto firewalls = [](int count) {
    return resources(file_of_all(workers(count), Format::hetzner, "w1"), "hcloud_firewall");
  };
  EXPECT_EQ(firewalls(100).at("oakprobe-w1").at("rule").size(), 4U);
  EXPECT_EQ(firewalls(101).at("oakprobe-w1").at("rule").size(), 5U);
  EXPECT_EQ(firewalls(496).size(), 1U);
  EXPECT_EQ(firewalls(497).size(), 2U);
}

TEST(CloudLimits, AQuotaThatDoesNotDoIsSaid) {
  EXPECT_THAT(file_of_all(small_deployment, Format::openstack), Not(HasSubstr("quota")));
  EXPECT_THAT(
      file_of_all(workers(100), Format::openstack), HasSubstr("unless its quota was raised")
  );
}

}  // namespace
}  // namespace oakprobe::firewall
