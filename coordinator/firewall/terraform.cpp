#include "coordinator/firewall/terraform.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/firewall/file_notes.hpp"

#include <map>

namespace oakprobe::firewall {

TerraformFile::TerraformFile(
    const inventory::Inventory& inventory,
    const NeededRules& needed,
    const TerraformProvider& provider
)
    : inventory_(inventory), needed_(needed) {
  notes_ = {
      std::string(file_mark) + ": what the nodes of each group must let in, and nothing else.",
      "Load: terraform init, terraform apply. Remove: terraform destroy.",
      "It has all nodes of the inventory: --node chooses those that are in this cloud.",
      "Each node wants all groups that the output `groups` has for it; others that it has still "
      "let "
      "in what they did.",
  };
  json_["//"] = Json::array();
  json_["terraform"]["required_providers"][std::string(provider.name)] = {
      {"source", provider.source}, {"version", provider.version}};
  json_["provider"][std::string(provider.name)] = provider.settings;
  json_["locals"] = Json::object();
}

void TerraformFile::variable(const std::string& name, std::string_view description) {
  json_["variable"][name] = {{"type", "string"}, {"description", description}};
}

void TerraformFile::resource(const std::string& type, const std::string& key, Json values) {
  json_["resource"][type][key] = std::move(values);
}

void TerraformFile::note_split(std::span<const CloudGroup> groups, std::size_t most) {
  std::map<std::string, std::size_t> parts;
  for (const CloudGroup& group : groups) ++parts[group.label];
  for (const auto& [label, count] : parts) {
    if (count == 1) continue;
    std::string text = "The rules of " + label + " are split into " + std::to_string(count) +
                       " groups, because one does not take them all";
    if (count > most)
      text = "Mind: " + text + ", and a node can have " + std::to_string(most) +
             " unless the provider raises that";
    note(text + ".");
  }
}

void TerraformFile::tell_groups(
    std::span<const CloudGroup> groups, std::string (*id)(const CloudGroup& group)
) {
  Json& value = json_["output"]["groups"]["value"];
  for (const CloudGroup& group : groups) {
    Json& told = value[group.label];
    told["groups"].push_back(id(group));
    if (told.contains("nodes")) continue;
    for (const NodeId node : group.nodes) told["nodes"].push_back(inventory_.node(node).name);
  }
}

std::string TerraformFile::local(const Family& family, std::size_t peers) {
  const PeerSet& set = needed_.peers[peers];
  const std::string name = family.name(set);
  Json& blocks = json_["locals"][name];
  if (blocks.is_null()) {
    blocks = Json::array();
    if (set.anyone) blocks.push_back(family.everything);
    for (const IpPrefix& block : set.*family.blocks) blocks.push_back(block.to_string());
  }
  return "local." + name;
}

std::string TerraformFile::sources_expression(const CloudRule& rule) {
  const std::string whole = local(*rule.family, rule.rule.peers);
  const PeerSet& set = needed_.peers[rule.rule.peers];
  const std::size_t size = set.anyone ? 1 : (set.*rule.family->blocks).size();
  if (rule.first == 0 && rule.last == size) return whole;
  return "slice(" + whole + ", " + std::to_string(rule.first) + ", " + std::to_string(rule.last) +
         ")";
}

std::string TerraformFile::sources(const CloudRule& rule) {
  return "${" + sources_expression(rule) + "}";
}

std::string TerraformFile::each_source(const CloudRule& rule) {
  std::string left = "toset(" + sources_expression(rule) + ")";
  for (const std::size_t peers : rule.told_before)
    left = "setsubtract(" + left + ", " + local(*rule.family, peers) + ")";
  return "${" + left + "}";
}

std::string TerraformFile::text() {
  for (const std::string& doubt : all_doubts(needed_)) notes_.push_back("Mind: " + doubt + ".");
  for (const std::string& note : notes_) json_["//"].push_back(printable(note));
  return json_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string cloud_description(const inventory::Inventory& inventory, const CloudRule& rule) {
  constexpr std::size_t bytes_max = 100;
  return flow_names(inventory, rule.rule).substr(0, bytes_max);
}

}  // namespace oakprobe::firewall
