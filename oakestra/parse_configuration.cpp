#include "oakestra/parse_configuration.hpp"

#include "oakestra/field_reader.hpp"

#include <algorithm>

namespace oakprobe::oakestra {
namespace {

template <class Config>
void conclude(Config& config, const std::string& problem) {
  config.state = problem.empty() ? FileState::sound : FileState::broken;
  config.problem = problem;
}

// What every release of NodeEngine reads alike.
void read_common_fields(FieldReader& reader, NodeEngineConfig& config) {
  std::string other;
  std::int64_t other_number = 0;
  bool other_flag = false;
  std::string overlay = "default";  // a file without the key leaves it open: not taken for "off"
  reader.text("cluster_address", config.cluster_address);
  reader.number("cluster_port", config.cluster_port);
  reader.number("overlay_network_port", other_number);
  reader.flag("cluster_ssl", other_flag);
  reader.text("overlay_network", overlay);
  for (const auto* key : {"conf_version", "app_logs", "mqtt_cert_file", "mqtt_key_file"}) {
    reader.text(key, other);
  }
  if (overlay.empty()) config.overlay = Overlay::off;
  if (overlay.starts_with("custom")) config.overlay = Overlay::custom;
}

std::string problem_up_to_v0_4_411(std::string_view text) {
  const Members members = read_json_members(text.substr(0, conf_bytes_read), Trailing::refused);
  FieldReader reader(members, FieldReader::Scalars::as_they_are);
  NodeEngineConfig unused;
  bool public_ip = false;
  read_common_fields(reader, unused);
  reader.flag("public_ip", public_ip);
  const std::string problem = members.problem.empty() ? reader.problem() : members.problem;
  if (problem.empty() || text.size() <= conf_bytes_read) return problem;
  return "it has " + std::to_string(text.size()) + " bytes, and NodeEngine reads only the first " +
         std::to_string(conf_bytes_read);
}

bool has_newer_words(const Members& members) {
  return std::any_of(members.list.begin(), members.list.end(), [](const Member& member) {
    if (member.key == "public_ip") return std::holds_alternative<std::string>(member.value);
    return member.key == "mode" || member.key == "node_uuid" || member.key == "p2p";
  });
}

}  // namespace

NetManagerConfig parse_netcfg(std::string_view text) {
  NetManagerConfig config;
  const Members members = read_yaml_members(text);
  FieldReader reader(members, FieldReader::Scalars::to_text);
  bool debug = false;
  std::string certificate;
  reader.text("NodePublicAddress", config.public_address);
  reader.text("NodePublicPort", config.public_port);
  reader.text("ClusterUrl", config.cluster_url);
  reader.text("ClusterMqttPort", config.mqtt_port);
  reader.text("DefaultInterface", config.default_interface);
  reader.flag("Debug", debug);
  reader.flag("PublicIPNetworking", config.public_ip_networking);
  reader.text("MqttCert", certificate);
  reader.text("MqttKey", certificate);
  config.unknown_keys = reader.misspelled_keys(unknown_keys_max);
  conclude(config, members.problem.empty() ? reader.problem() : members.problem);
  return config;
}

TunnelConfig parse_tuncfg(std::string_view text) {
  TunnelConfig config;
  const Members members = read_json_members(text, Trailing::ignored);
  FieldReader reader(members, FieldReader::Scalars::as_they_are);
  std::string subnetwork;
  std::int64_t prefix = 0;
  reader.text("HostTunnelDeviceName", config.device);
  reader.text("TunnelIP", config.address);
  reader.text("ProxySubnetwork", subnetwork);
  reader.text("ProxySubnetworkMask", subnetwork);
  reader.number("TunnelPort", config.port);
  reader.number("MTUSize", config.mtu);
  reader.text("TunNetIPv6", config.address_ipv6);
  reader.text("ProxySubnetworkIPv6", subnetwork);
  reader.number("ProxySubnetworkIPv6Prefix", prefix);
  conclude(config, members.problem.empty() ? reader.problem() : members.problem);
  return config;
}

NodeEngineConfig parse_conf(std::string_view text) {
  NodeEngineConfig config;
  const Members members = read_json_members(text, Trailing::refused);
  FieldReader reader(members, FieldReader::Scalars::as_they_are);
  read_common_fields(reader, config);
  reader.text_or_flag("public_ip", config.public_ip);
  conclude(config, members.problem.empty() ? reader.problem() : members.problem);
  config.written_by_newer = has_newer_words(members);
  config.old_problem = problem_up_to_v0_4_411(text);
  return config;
}

}  // namespace oakprobe::oakestra
