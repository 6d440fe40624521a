#include "oakestra/parse_configuration.hpp"

#include "oakestra/field_reader.hpp"

namespace oakprobe::oakestra {
namespace {

template <class Config>
void conclude(Config& config, const std::string& problem) {
  config.state = problem.empty() ? FileState::sound : FileState::broken;
  config.problem = problem;
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
  config.unknown_keys = reader.unknown_keys(unknown_keys_max);
  conclude(config, members.problem.empty() ? reader.problem() : members.problem);
  return config;
}

TunnelConfig parse_tuncfg(std::string_view text) {
  TunnelConfig config;
  const Members members = read_json_members(text, Trailing::ignored);
  FieldReader reader(members, FieldReader::Scalars::as_they_are);
  std::string address;
  std::int64_t prefix = 0;
  reader.text("HostTunnelDeviceName", config.device);
  reader.text("TunnelIP", address);
  reader.text("ProxySubnetwork", address);
  reader.text("ProxySubnetworkMask", address);
  reader.number("TunnelPort", config.port);
  reader.number("MTUSize", config.mtu);
  reader.text("TunNetIPv6", address);
  reader.text("ProxySubnetworkIPv6", address);
  reader.number("ProxySubnetworkIPv6Prefix", prefix);
  conclude(config, members.problem.empty() ? reader.problem() : members.problem);
  return config;
}

NodeEngineConfig parse_conf(std::string_view text) {
  NodeEngineConfig config;
  const bool cut = text.size() > conf_bytes_read;
  const Members members = read_json_members(text.substr(0, conf_bytes_read), Trailing::refused);
  FieldReader reader(members, FieldReader::Scalars::as_they_are);
  std::string other;
  std::int64_t other_number = 0;
  bool other_flag = false;
  reader.text("cluster_address", config.cluster_address);
  reader.number("cluster_port", config.cluster_port);
  reader.number("overlay_network_port", other_number);
  for (const auto* key : {"cluster_ssl", "public_ip"}) reader.flag(key, other_flag);
  for (const auto* key :
       {"conf_version", "app_logs", "overlay_network", "mqtt_cert_file", "mqtt_key_file"}) {
    reader.text(key, other);
  }
  std::string problem = members.problem.empty() ? reader.problem() : members.problem;
  if (cut && !problem.empty()) {
    problem = "it has " + std::to_string(text.size()) +
              " bytes, and NodeEngine reads only the first " + std::to_string(conf_bytes_read);
  }
  conclude(config, problem);
  return config;
}

}  // namespace oakprobe::oakestra
