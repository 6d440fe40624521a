#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>

// What to change, by cause, without an end (cause_words.hpp).
namespace oakprobe::telling {

[[nodiscard]] std::string fix_not_running(const Scene& scene, const Fate& fate, const Names& names);
[[nodiscard]] std::string fix_no_route(const Scene& scene, const Fate& fate, const Names& names);
[[nodiscard]] std::string fix_unreachable_host(
    const Scene& scene, const Fate& fate, const Names& names
);
[[nodiscard]] std::string fix_name_resolution(
    const Scene& scene, const Fate& fate, const Names& names
);
[[nodiscard]] std::string fix_reverse_path(
    const Scene& scene, const Fate& fate, const Names& names
);
[[nodiscard]] std::string fix_intercepted(const Scene& scene, const Fate& fate, const Names& names);
[[nodiscard]] std::string fix_local_limit(const Scene& scene, const Fate& fate, const Names& names);
[[nodiscard]] std::string fix_missing_agent(
    const Scene& scene, const Fate& fate, const Names& names
);
[[nodiscard]] std::string fix_agent_busy(const Scene& scene, const Fate& fate, const Names& names);
[[nodiscard]] std::string fix_not_privileged(
    const Scene& scene, const Fate& fate, const Names& names
);
[[nodiscard]] std::string fix_port_used_as_source(
    const Scene& scene, const Fate& fate, const Names& names
);

[[nodiscard]] std::string reverse_path_remedy(
    const std::string& filtering, const std::string& peer, const std::string& peer_address
);

}  // namespace oakprobe::telling
