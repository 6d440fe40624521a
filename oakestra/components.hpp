#pragma once

#include <array>
#include <string_view>

namespace oakprobe::oakestra {

// Components that dial other machines and, as a rule, run in a container of this name (the compose
// files of root_orchestrator and cluster_orchestrator).
inline constexpr std::array<std::string_view, 4> dialling_components{
    "system_manager", "root_service_manager", "cluster_manager", "cluster_service_manager"};

// The one that owns a port and runs on the host itself.
inline constexpr std::string_view host_component = "NetManager";

}  // namespace oakprobe::oakestra
