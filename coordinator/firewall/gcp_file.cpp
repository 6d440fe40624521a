#include "coordinator/firewall/cloud_files.hpp"
#include "coordinator/firewall/terraform.hpp"

namespace oakprobe::firewall {
namespace {

constexpr CloudLimits gcp_limits{.blocks_a_rule = 256};

std::string gcp_tag(const CloudGroup& group) { return group.name; }

}  // namespace

std::string gcp_file(const inventory::Inventory& inventory, const NeededRules& needed) {
  TerraformFile file(inventory, needed, {"google", "hashicorp/google", ">= 5.0"});
  file.note(
      "A group is a network tag, which an instance must have. Rules of the network `default` "
      "(default-allow-internal, -ssh, -icmp) let in more, until they are deleted."
  );
  file.note("A rule has 256 source ranges at most: larger sets are several rules.");
  file.variable("network", "The name of the VPC network that the nodes are in");
  const std::vector<CloudGroup> groups = cloud_groups(inventory, needed, gcp_limits);
  for (const CloudGroup& group : groups)
    for (const CloudRule& rule : group.rules)
      file.resource(
          "google_compute_firewall",
          rule.key,
          {{"name", rule.key},
           {"network", "${var.network}"},
           {"description", std::string(file_mark) + ": " + cloud_description(inventory, rule)},
           {"direction", "INGRESS"},
           {"allow",
            Json::array(
                {{{"protocol", to_string(rule.rule.protocol)},
                  {"ports", Json::array({std::to_string(rule.rule.port)})}}}
            )},
           {"source_ranges", file.sources(rule)},
           {"target_tags", Json::array({gcp_tag(group)})}}
      );
  file.tell_groups(groups, gcp_tag);
  return file.text();
}

}  // namespace oakprobe::firewall
