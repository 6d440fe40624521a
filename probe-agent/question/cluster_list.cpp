#include "probe-agent/question/cluster_list.hpp"

#include "base/parse_number.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>

namespace oakprobe::agent {
namespace {

using Json = nlohmann::json;

// Objects in lists are all that is wanted: deeper ones are no cluster list, and cost memory.
constexpr int depth_max = 16;

Json parse(std::string_view text) {
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > depth_max;
    return !too_deep;
  };
  Json json = Json::parse(text, watch, false);
  return too_deep ? Json() : json;
}

std::string text_of(const Json& cluster, const char* key) {
  const auto found = cluster.find(key);
  if (found == cluster.end() || !found->is_string()) return "";
  const auto& text = found->get_ref<const std::string&>();
  return text.size() <= evidence::known_cluster_bytes_max ? text : "";
}

// A number, or a text that is one: releases differ.
std::uint16_t port_of(const Json& cluster) {
  const auto found = cluster.find("port");
  if (found == cluster.end()) return 0;
  if (const auto* text = found->get_ptr<const std::string*>()) return parse_port(*text).value_or(0);
  if (!found->is_number_unsigned()) return 0;
  const auto port = found->get<std::uint64_t>();
  return port <= std::numeric_limits<std::uint16_t>::max() ? static_cast<std::uint16_t>(port) : 0;
}

std::optional<evidence::KnownCluster> read_cluster(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  evidence::KnownCluster cluster;
  cluster.name = text_of(json, "cluster_name");
  cluster.address = text_of(json, "ip");
  cluster.port = port_of(json);
  const auto active = json.find("active");
  cluster.active = active != json.end() && active->is_boolean() && active->get<bool>();
  if (cluster.name.empty() || cluster.address.empty()) return std::nullopt;
  return cluster;
}

}  // namespace

std::vector<evidence::KnownCluster> read_cluster_list(std::string_view body) {
  Json json = parse(body);
  // The root dumps its list to a text, which some releases' frameworks quote once more.
  if (json.is_string()) json = parse(json.get_ref<const std::string&>());
  std::vector<evidence::KnownCluster> clusters;
  if (!json.is_array()) return clusters;
  for (const Json& item : json) {
    if (clusters.size() == evidence::known_clusters_max) break;
    if (auto cluster = read_cluster(item)) clusters.push_back(*std::move(cluster));
  }
  return clusters;
}

}  // namespace oakprobe::agent
