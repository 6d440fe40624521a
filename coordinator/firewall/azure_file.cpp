#include "coordinator/firewall/cloud_files.hpp"
#include "coordinator/firewall/terraform.hpp"

namespace oakprobe::firewall {
namespace {

// A network interface has one group, so that nothing can be split.
constexpr std::size_t azure_rules_a_group = 1'000;
constexpr std::size_t azure_blocks_a_group = 4'000;
constexpr std::size_t azure_own_rules = 2;  // of a group: for probes, and for all others
constexpr int azure_first_priority = 100;
constexpr int azure_last_priority = 4'096;

std::string azure_group_id(const CloudGroup& group) {
  return "${azurerm_network_security_group." + group.name + ".id}";
}

Json azure_rule(
    const CloudGroup& group, const std::string& name, int priority, std::string_view protocol
) {
  return {
      {"name", name},
      {"resource_group_name", "${var.resource_group_name}"},
      {"network_security_group_name", "${azurerm_network_security_group." + group.name + ".name}"},
      {"priority", priority},
      {"direction", "Inbound"},
      {"access", "Allow"},
      {"protocol", protocol},
      {"source_port_range", "*"},
      {"destination_port_range", "*"},
      {"destination_address_prefix", "*"},
  };
}

// Health probes come from an address that Azure counts as the virtual network's, too.
Json let_probes_in(const CloudGroup& group) {
  Json rule = azure_rule(group, "health-probes", azure_last_priority - 1, "*");
  rule["description"] = "health probes of Azure's load balancers, as without these rules";
  rule["source_address_prefix"] = "AzureLoadBalancer";
  return rule;
}

// By default the whole virtual network gets in.
Json keep_out_network(const CloudGroup& group) {
  Json rule = azure_rule(group, "others", azure_last_priority, "*");
  rule["access"] = "Deny";
  rule["source_address_prefix"] = "VirtualNetwork";
  return rule;
}

void note_azure_limits(TerraformFile& file, const CloudGroup& group) {
  std::size_t blocks = 0;
  for (const CloudRule& rule : group.rules) blocks += rule.last - rule.first;
  if (blocks <= azure_blocks_a_group && group.rules.size() + azure_own_rules <= azure_rules_a_group)
    return;
  file.note(
      "Mind: " + group.name + " has " + std::to_string(group.rules.size()) + " rules with " +
      std::to_string(blocks) + " source addresses, and Azure takes " +
      std::to_string(azure_rules_a_group) + " with " + std::to_string(azure_blocks_a_group) +
      ": give blocks that you know to be all yours in place of addresses."
  );
}

}  // namespace

std::string azure_file(const inventory::Inventory& inventory, const NeededRules& needed) {
  TerraformFile file(
      inventory, needed, {"azurerm", "hashicorp/azurerm", ">= 3.0", {{"features", Json::object()}}}
  );
  file.note("A network interface has one group; where its subnet has one, too, both must let in.");
  file.variable("resource_group_name", "The resource group that the groups are made in");
  file.variable("location", "Its region");
  const std::vector<CloudGroup> groups = cloud_groups(inventory, needed, {});
  for (const CloudGroup& group : groups) {
    file.resource(
        "azurerm_network_security_group",
        group.name,
        {{"name", group.name},
         {"location", "${var.location}"},
         {"resource_group_name", "${var.resource_group_name}"}}
    );
    int priority = azure_first_priority;
    for (const CloudRule& rule : group.rules) {
      Json values = azure_rule(
          group, rule.key, priority++, rule.rule.protocol == Protocol::tcp ? "Tcp" : "Udp"
      );
      values["description"] = cloud_description(inventory, rule);
      values["destination_port_range"] = std::to_string(rule.rule.port);
      values["source_address_prefixes"] = file.sources(rule);
      file.resource("azurerm_network_security_rule", rule.key, std::move(values));
    }
    file.resource("azurerm_network_security_rule", group.name + "-probes", let_probes_in(group));
    file.resource("azurerm_network_security_rule", group.name + "-others", keep_out_network(group));
    note_azure_limits(file, group);
  }
  file.tell_groups(groups, azure_group_id);
  return file.text();
}

}  // namespace oakprobe::firewall
