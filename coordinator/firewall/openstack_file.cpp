#include "base/listing.hpp"
#include "coordinator/firewall/cloud_files.hpp"
#include "coordinator/firewall/terraform.hpp"

namespace oakprobe::firewall {
namespace {

// Neutron's quotas of a project, unless somebody raised them; its groups have no limit.
constexpr std::size_t openstack_rules_max = 100;
constexpr std::size_t openstack_groups_max = 10;
constexpr std::size_t openstack_egress_rules = 2;  // that it makes in each group

std::string openstack_group_id(const CloudGroup& group) {
  return "${openstack_networking_secgroup_v2." + group.name + ".id}";
}

}  // namespace

std::string openstack_file(const inventory::Inventory& inventory, const NeededRules& needed) {
  TerraformFile file(
      inventory, needed, {"openstack", "terraform-provider-openstack/openstack", ">= 1.50"}
  );
  std::size_t rules = 0;
  const std::vector<CloudGroup> groups = cloud_groups(inventory, needed, {});
  for (const CloudGroup& group : groups) {
    rules += openstack_egress_rules;
    file.resource(
        "openstack_networking_secgroup_v2",
        group.name,
        {{"name", group.name}, {"description", file_mark}}
    );
    for (const CloudRule& rule : group.rules) {
      rules += rule.last - rule.first;
      file.resource(
          "openstack_networking_secgroup_rule_v2",
          rule.key,
          {{"for_each", file.each_source(rule)},
           {"security_group_id", openstack_group_id(group)},
           {"direction", "ingress"},
           {"ethertype", rule.family->ethertype},
           {"protocol", to_string(rule.rule.protocol)},
           {"port_range_min", rule.rule.port},
           {"port_range_max", rule.rule.port},
           {"remote_ip_prefix", "${each.value}"},
           {"description", cloud_description(inventory, rule)}}
      );
    }
  }
  if (rules > openstack_rules_max || groups.size() > openstack_groups_max)
    file.note(
        "Mind: these are " + count_of(groups.size(), "group") + " with " + count_of(rules, "rule") +
        "; a project has " + std::to_string(openstack_groups_max) + " and " +
        std::to_string(openstack_rules_max) + " unless its quota was raised."
    );
  file.tell_groups(groups, openstack_group_id);
  return file.text();
}

}  // namespace oakprobe::firewall
