#include "coordinator/firewall/cloud_files.hpp"
#include "coordinator/firewall/terraform.hpp"

namespace oakprobe::firewall {
namespace {

// One of the rules, and its two blocks, are for ICMP.
constexpr CloudLimits hetzner_limits{
    .blocks_a_rule = 100, .rules_a_group = 49, .blocks_a_group = 498};
constexpr std::size_t hetzner_groups_a_node = 5;  // firewalls of a server

std::string hetzner_selector(const CloudGroup& group) { return "oakprobe=" + group.label; }

Json hetzner_icmp() {
  return {
      {"description", "path MTU; Hetzner does not tell kinds of ICMP apart"},
      {"direction", "in"},
      {"protocol", "icmp"},
      {"source_ips", {families[0].everything, families[1].everything}},
  };
}

}  // namespace

std::string hetzner_file(const inventory::Inventory& inventory, const NeededRules& needed) {
  TerraformFile file(inventory, needed, {"hcloud", "hetznercloud/hcloud", ">= 1.40"});
  file.note("A server gets its firewalls by the label `oakprobe`. Private networks pass them by.");
  const std::vector<CloudGroup> groups = cloud_groups(inventory, needed, hetzner_limits);
  for (const CloudGroup& group : groups) {
    Json rules = Json::array({hetzner_icmp()});
    for (const CloudRule& rule : group.rules)
      rules.push_back(
          {{"description", cloud_description(inventory, rule)},
           {"direction", "in"},
           {"protocol", to_string(rule.rule.protocol)},
           {"port", std::to_string(rule.rule.port)},
           {"source_ips", file.sources(rule)}}
      );
    file.resource(
        "hcloud_firewall",
        group.name,
        {{"name", group.name},
         {"apply_to", Json::array({{{"label_selector", hetzner_selector(group)}}})},
         {"rule", std::move(rules)}}
    );
  }
  file.note_split(groups, hetzner_groups_a_node);
  file.tell_groups(groups, hetzner_selector);
  return file.text();
}

}  // namespace oakprobe::firewall
