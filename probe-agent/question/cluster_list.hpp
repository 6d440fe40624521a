#pragma once

#include "wire/question.hpp"

#include <string_view>
#include <vector>

namespace oakprobe::agent {

// The clusters in a root's answer to wire::clusters_request; what is none is left out. Total: any
// body gives a list, of wire::known_clusters_max at most.
[[nodiscard]] std::vector<wire::KnownCluster> read_cluster_list(std::string_view body);

}  // namespace oakprobe::agent
