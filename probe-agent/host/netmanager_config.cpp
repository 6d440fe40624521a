#include "probe-agent/host/netmanager_config.hpp"

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include <strings.h>

namespace oakprobe::agent {
namespace {

constexpr std::uint16_t tunnel_port_default = 50103;

// Go's decoders match keys without regard to case.
bool same_key(const std::string& key, const char* wanted) {
  return ::strcasecmp(key.c_str(), wanted) == 0;
}

}  // namespace

std::optional<std::string> node_public_address(std::string_view netcfg) {
  try {
    const YAML::Node document = YAML::Load(std::string(netcfg));
    if (document.IsNull()) return "";
    if (!document.IsMap()) return std::nullopt;
    std::string address;
    for (const auto& entry : document) {
      if (!entry.first.IsScalar() || !same_key(entry.first.Scalar(), "NodePublicAddress")) continue;
      if (entry.second.IsNull()) continue;
      if (!entry.second.IsScalar()) return std::nullopt;
      address = entry.second.Scalar();
    }
    return address;
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
}

std::uint16_t tunnel_port(std::string_view tuncfg) {
  const auto document = nlohmann::json::parse(tuncfg, nullptr, false);
  if (!document.is_object()) return tunnel_port_default;
  std::uint16_t port = tunnel_port_default;
  for (const auto& [key, value] : document.items()) {
    if (!same_key(key, "TunnelPort") || !value.is_number_integer()) continue;
    const auto number = value.get<std::int64_t>();
    if (number >= 1 && number <= 65'535) port = static_cast<std::uint16_t>(number);
  }
  return port;
}

}  // namespace oakprobe::agent
