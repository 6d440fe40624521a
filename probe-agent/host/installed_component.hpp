#pragma once

#include "probe-agent/host/host_view.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::agent {

// Whether Oakestra's component is installed on this host, even if stopped: as a binary or a systemd
// unit of its name (NetManager, NodeEngine), or as a Docker container of its name (what Oakestra's
// compose files start). Says what was found, e.g. "container cluster_manager". A port of an
// installed component is not bound: holding it could keep the component from starting.
[[nodiscard]] std::optional<std::string> installed_component(
    std::string_view component, HostView& host
);

}  // namespace oakprobe::agent
