#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::agent {

// NodePublicAddress of netcfg.json, as NetManager reads it: as YAML, keys in any case
// (tkanos/gonfig through ghodss/yaml; node-net-manager/cmd/root.go). nullopt: no such file text,
// or a file with which NetManager would not start. A missing key is "", as it is to NetManager.
[[nodiscard]] std::optional<std::string> node_public_address(std::string_view netcfg);

// TunnelPort of tuncfg.json, as NetManager reads it: strict JSON over its defaults, which stay
// where the file can't be parsed (node-net-manager/proxy/ProxySetup.go). The shipped default is
// 50103.
[[nodiscard]] std::uint16_t tunnel_port(std::string_view tuncfg);

}  // namespace oakprobe::agent
