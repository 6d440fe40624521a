#pragma once

#include "coordinator/firewall/cloud_group.hpp"
#include "coordinator/firewall/format.hpp"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

// A file that Terraform loads, in its JSON syntax: what is the same for every cloud.
namespace oakprobe::firewall {

using Json = nlohmann::ordered_json;

struct TerraformProvider {
  std::string_view name;    // "aws"
  std::string_view source;  // "hashicorp/aws"
  std::string_view version;
  Json settings = Json::object();
};

class TerraformFile {
 public:
  TerraformFile(
      const inventory::Inventory& inventory,
      const NeededRules& needed,
      const TerraformProvider& provider
  );

  // What a person must know, beside what holds for every cloud.
  void note(std::string text) { notes_.push_back(std::move(text)); }
  void variable(const std::string& name, std::string_view description);
  void resource(const std::string& type, const std::string& key, Json values);
  // Which nodes' rules take several groups; a node can have so many.
  void note_split(std::span<const CloudGroup> groups, std::size_t most);
  // Which of the cloud's groups a node wants: what `id` is for each.
  void tell_groups(std::span<const CloudGroup> groups, std::string (*id)(const CloudGroup& group));

  // "${local.workers-4}", or of a part "${slice(…)}": the rule's blocks, each with its length.
  [[nodiscard]] std::string sources(const CloudRule& rule);
  // As a set, for for_each, without those that another rule has told; each.value is a block.
  [[nodiscard]] std::string each_source(const CloudRule& rule);

  [[nodiscard]] std::string text();

 private:
  [[nodiscard]] std::string local(const Family& family, std::size_t peers);
  [[nodiscard]] std::string sources_expression(const CloudRule& rule);

  const inventory::Inventory& inventory_;
  const NeededRules& needed_;
  std::vector<std::string> notes_;
  Json json_;
};

// "worker-tunnel"; short enough for every cloud.
[[nodiscard]] std::string cloud_description(
    const inventory::Inventory& inventory, const CloudRule& rule
);

}  // namespace oakprobe::firewall
