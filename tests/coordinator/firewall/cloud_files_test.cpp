#include "tests/coordinator/firewall/cloud_resources.hpp"

#include <gtest/gtest.h>

#include <array>

namespace oakprobe::firewall {
namespace {

using nlohmann::ordered_json;

constexpr std::array clouds{
    Format::aws, Format::gcp, Format::azure, Format::hetzner, Format::openstack};

TEST(Clouds, AWorkersGroupOfAmazonWhole) {
  EXPECT_EQ(file_of_all(small_deployment, Format::aws, "w1"), R"({
  "//": [
    "Made by oakprobe firewall: what the nodes of each group must let in, and nothing else.",
    "Load: terraform init, terraform apply. Remove: terraform destroy.",
    "It has all nodes of the inventory: --node chooses those that are in this cloud.",
    "Each node wants all groups that the output `groups` has for it; others that it has still let in what they did."
  ],
  "terraform": {
    "required_providers": {
      "aws": {
        "source": "hashicorp/aws",
        "version": ">= 5.0"
      }
    }
  },
  "provider": {
    "aws": {}
  },
  "locals": {
    "anyone-4": [
      "0.0.0.0/0"
    ],
    "anyone-6": [
      "::/0"
    ],
    "workers-4": [
      "10.9.0.4/32",
      "192.0.2.4/32",
      "198.51.100.7/32"
    ]
  },
  "variable": {
    "vpc_id": {
      "type": "string",
      "description": "The VPC that the nodes are in"
    }
  },
  "resource": {
    "aws_security_group": {
      "oakprobe-w1": {
        "name": "oakprobe-w1",
        "description": "Made by oakprobe firewall",
        "vpc_id": "${var.vpc_id}"
      }
    },
    "aws_vpc_security_group_ingress_rule": {
      "oakprobe-w1-22-tcp-1": {
        "for_each": "${toset(local.anyone-4)}",
        "security_group_id": "${aws_security_group.oakprobe-w1.id}",
        "ip_protocol": "tcp",
        "from_port": 22,
        "to_port": 22,
        "cidr_ipv4": "${each.value}",
        "description": "ssh"
      },
      "oakprobe-w1-22-tcp-2": {
        "for_each": "${toset(local.anyone-6)}",
        "security_group_id": "${aws_security_group.oakprobe-w1.id}",
        "ip_protocol": "tcp",
        "from_port": 22,
        "to_port": 22,
        "cidr_ipv6": "${each.value}",
        "description": "ssh"
      },
      "oakprobe-w1-50103-udp-1": {
        "for_each": "${toset(local.workers-4)}",
        "security_group_id": "${aws_security_group.oakprobe-w1.id}",
        "ip_protocol": "udp",
        "from_port": 50103,
        "to_port": 50103,
        "cidr_ipv4": "${each.value}",
        "description": "worker-tunnel"
      },
      "oakprobe-w1-mtu-4": {
        "security_group_id": "${aws_security_group.oakprobe-w1.id}",
        "ip_protocol": "icmp",
        "from_port": 3,
        "to_port": 4,
        "cidr_ipv4": "0.0.0.0/0",
        "description": "path MTU"
      },
      "oakprobe-w1-mtu-6": {
        "security_group_id": "${aws_security_group.oakprobe-w1.id}",
        "ip_protocol": "icmpv6",
        "from_port": 2,
        "to_port": 0,
        "cidr_ipv6": "::/0",
        "description": "path MTU"
      }
    },
    "aws_vpc_security_group_egress_rule": {
      "oakprobe-w1-out-4": {
        "security_group_id": "${aws_security_group.oakprobe-w1.id}",
        "ip_protocol": "-1",
        "cidr_ipv4": "0.0.0.0/0"
      },
      "oakprobe-w1-out-6": {
        "security_group_id": "${aws_security_group.oakprobe-w1.id}",
        "ip_protocol": "-1",
        "cidr_ipv6": "::/0"
      }
    }
  },
  "output": {
    "groups": {
      "value": {
        "w1": {
          "groups": [
            "${aws_security_group.oakprobe-w1.id}"
          ],
          "nodes": [
            "w1"
          ]
        }
      }
    }
  }
}
)");
}

TEST(Clouds, GooglesRuleIsForATag) {
  EXPECT_EQ(
      resources(file_of_all(small_deployment, Format::gcp), "google_compute_firewall")
          .at("oakprobe-workers-a-50103-udp-1")
          .dump(),
      R"({"name":"oakprobe-workers-a-50103-udp-1","network":"${var.network}",)"
      R"("description":"Made by oakprobe firewall: worker-tunnel","direction":"INGRESS",)"
      R"("allow":[{"protocol":"udp","ports":["50103"]}],"source_ranges":"${local.workers-a-4}",)"
      R"("target_tags":["oakprobe-workers-a"]})"
  );
}

TEST(Clouds, AzureKeepsTheVirtualNetworkOut) {
  const ordered_json rules =
      resources(file_of_all(small_deployment, Format::azure), "azurerm_network_security_rule");
  EXPECT_EQ(
      rules.at("oakprobe-workers-a-50103-udp-1").dump(),
      R"({"name":"oakprobe-workers-a-50103-udp-1",)"
      R"("resource_group_name":"${var.resource_group_name}","network_security_group_name":)"
      R"("${azurerm_network_security_group.oakprobe-workers-a.name}","priority":102,)"
      R"("direction":"Inbound","access":"Allow","protocol":"Udp","source_port_range":"*",)"
      R"("destination_port_range":"50103","destination_address_prefix":"*",)"
      R"("description":"worker-tunnel","source_address_prefixes":"${local.workers-a-4}"})"
  );
  const ordered_json& others = rules.at("oakprobe-workers-a-others");
  EXPECT_EQ(others.at("access"), "Deny");
  EXPECT_EQ(others.at("source_address_prefix"), "VirtualNetwork");
  EXPECT_EQ(others.at("priority"), 4'096);
  const ordered_json& probes = rules.at("oakprobe-workers-a-probes");
  EXPECT_EQ(probes.at("access"), "Allow");
  EXPECT_EQ(probes.at("source_address_prefix"), "AzureLoadBalancer");
  EXPECT_EQ(probes.at("priority"), 4'095);
}

TEST(Clouds, HetznersFirewallGoesToALabel) {
  const ordered_json firewall =
      resources(file_of_all(small_deployment, Format::hetzner), "hcloud_firewall")
          .at("oakprobe-workers-a");
  EXPECT_EQ(firewall.at("apply_to").dump(), R"([{"label_selector":"oakprobe=workers-a"}])");
  EXPECT_EQ(firewall.at("rule").at(0).at("source_ips").dump(), R"(["0.0.0.0/0","::/0"])");
  EXPECT_EQ(
      firewall.at("rule").back().dump(),
      R"({"description":"worker-tunnel","direction":"in","protocol":"udp","port":"50103",)"
      R"("source_ips":"${local.workers-a-4}"})"
  );
}

TEST(Clouds, OpenStackHasARuleForEachBlock) {
  EXPECT_EQ(
      resources(
          file_of_all(small_deployment, Format::openstack), "openstack_networking_secgroup_rule_v2"
      )
          .at("oakprobe-a-10100-tcp-2")
          .dump(),
      R"({"for_each":"${toset(local.root-6)}",)"
      R"("security_group_id":"${openstack_networking_secgroup_v2.oakprobe-a.id}",)"
      R"("direction":"ingress","ethertype":"IPv6","protocol":"tcp","port_range_min":10100,)"
      R"("port_range_max":10100,"remote_ip_prefix":"${each.value}","description":"root-deploy"})"
  );
}

TEST(Clouds, AlikeNodesShareAGroup) {
  for (const Format format : clouds) {
    const ordered_json groups = ordered_json::parse(file_of_all(small_deployment, format))
                                    .at("output")
                                    .at("groups")
                                    .at("value");
    EXPECT_EQ(groups.size(), 3U) << name_of(format);  // root, a and the workers
    EXPECT_EQ(groups.at("workers-a").at("nodes").dump(), R"(["w1","w2"])") << name_of(format);
  }
}

// Clouds refuse a rule that a group has already.
TEST(Clouds, ABlockIsToldOnceForAPort) {
  constexpr std::string_view both = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: a, address: 192.0.2.2, roles: [cluster, client], cluster: a}
  - {name: office, address: 203.0.113.5, roles: [client]}
)";
  EXPECT_EQ(
      resources(file_of_all(both, Format::aws), "aws_vpc_security_group_ingress_rule")
          .at("oakprobe-root-10000-tcp-2")
          .at("for_each"),
      "${setsubtract(toset(local.clusters-4), local.clients-4)}"
  );
}

TEST(Clouds, NamesThatLookAlikeStayApart) {
  constexpr std::string_view alike = R"(version: 1
nodes:
  - {name: root, address: 192.0.2.1, roles: [root]}
  - {name: A.b, address: 192.0.2.2, roles: [cluster], cluster: a}
  - {name: a-b, address: 192.0.2.3, roles: [cluster], cluster: b}
  - {name: w1, address: 192.0.2.4, roles: [worker], cluster: a}
  - {name: w2, address: 192.0.2.5, roles: [worker], cluster: b}
)";
  for (const Format format : clouds) {
    const ordered_json groups =
        ordered_json::parse(file_of_all(alike, format)).at("output").at("groups").at("value");
    EXPECT_EQ(groups.at("a-b").at("nodes").dump(), R"(["A.b"])") << name_of(format);
    EXPECT_EQ(groups.at("a-b-2").at("nodes").dump(), R"(["a-b"])") << name_of(format);
  }
}

TEST(Clouds, NamesAreNotLongerThanGoogleTakes) {
  const std::string name(120, 'n');
  const std::string text =
      "version: 1\nnodes:\n  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: " +
      name + ", address: 192.0.2.2, roles: [cluster], cluster: a}\n";
  const ordered_json rules = resources(file_of_all(text, Format::gcp), "google_compute_firewall");
  for (const auto& [key, rule] : rules.items()) EXPECT_LE(key.size(), 63U) << key;
}

}  // namespace
}  // namespace oakprobe::firewall
