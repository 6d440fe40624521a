#include "coordinator/firewall/cloud_files.hpp"
#include "coordinator/firewall/terraform.hpp"

namespace oakprobe::firewall {
namespace {

// Amazon's quotas as they are unless somebody raised them; a block is a rule. Each family has 60 of
// its own, and the first is for the path MTU.
constexpr CloudLimits aws_limits{.blocks_a_group = 59, .by_family = true};
constexpr std::size_t aws_groups_a_node = 5;  // of a network interface

std::string aws_group_id(const CloudGroup& group) {
  return "${aws_security_group." + group.name + ".id}";
}

Json aws_rule(const CloudGroup& group, std::string_view protocol, int from, int to) {
  return {
      {"security_group_id", aws_group_id(group)},
      {"ip_protocol", protocol},
      {"from_port", from},
      {"to_port", to},
  };
}

// The type and code of ICMP stand where ports do.
void add_path_mtu(TerraformFile& file, const CloudGroup& group) {
  Json v4 = aws_rule(group, "icmp", 3, 4);
  v4["cidr_ipv4"] = "0.0.0.0/0";
  Json v6 = aws_rule(group, "icmpv6", 2, 0);
  v6["cidr_ipv6"] = "::/0";
  for (Json* rule : {&v4, &v6}) (*rule)["description"] = "path MTU";
  file.resource("aws_vpc_security_group_ingress_rule", group.name + "-mtu-4", std::move(v4));
  file.resource("aws_vpc_security_group_ingress_rule", group.name + "-mtu-6", std::move(v6));
}

// Terraform takes away the rule that lets everything out, which Amazon gives to a new group.
void add_egress(TerraformFile& file, const CloudGroup& group) {
  for (const Family& family : families)
    file.resource(
        "aws_vpc_security_group_egress_rule",
        group.name + "-out-" + std::string(family.number),
        {{"security_group_id", aws_group_id(group)},
         {"ip_protocol", "-1"},
         {"cidr_ipv" + std::string(family.number), family.everything}}
    );
}

}  // namespace

std::string aws_file(const inventory::Inventory& inventory, const NeededRules& needed) {
  TerraformFile file(inventory, needed, {"aws", "hashicorp/aws", ">= 5.0"});
  file.variable("vpc_id", "The VPC that the nodes are in");
  const std::vector<CloudGroup> groups = cloud_groups(inventory, needed, aws_limits);
  for (const CloudGroup& group : groups) {
    file.resource(
        "aws_security_group",
        group.name,
        {{"name", group.name}, {"description", file_mark}, {"vpc_id", "${var.vpc_id}"}}
    );
    for (const CloudRule& rule : group.rules) {
      Json values{{"for_each", file.each_source(rule)}};
      values.update(aws_rule(group, to_string(rule.rule.protocol), rule.rule.port, rule.rule.port));
      values["cidr_ipv" + std::string(rule.family->number)] = "${each.value}";
      values["description"] = cloud_description(inventory, rule);
      file.resource("aws_vpc_security_group_ingress_rule", rule.key, std::move(values));
    }
    add_path_mtu(file, group);
    add_egress(file, group);
  }
  file.note_split(groups, aws_groups_a_node);
  file.tell_groups(groups, aws_group_id);
  return file.text();
}

}  // namespace oakprobe::firewall
