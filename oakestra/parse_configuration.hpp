#pragma once

#include "oakestra/configuration.hpp"

#include <string_view>

// The bytes of a file that is there, as Oakestra's programs read them. Total: the state is `sound`
// or `broken`, whatever the bytes are.
namespace oakprobe::oakestra {

// YAML, through tkanos/gonfig and ghodss/yaml (node-net-manager/cmd/root.go). Where it is broken,
// NetManager ends.
[[nodiscard]] NetManagerConfig parse_netcfg(std::string_view text);

// Strict JSON over the defaults, which stay where it is broken
// (node-net-manager/proxy/ProxySetup.go).
[[nodiscard]] TunnelConfig parse_tuncfg(std::string_view text);

// Strict JSON, of which NodeEngine reads the first 2,048 bytes. Where it is broken, NodeEngine
// empties the file (go_node_engine/config/config.go).
[[nodiscard]] NodeEngineConfig parse_conf(std::string_view text);

inline constexpr std::size_t conf_bytes_read = 2'048;

}  // namespace oakprobe::oakestra
