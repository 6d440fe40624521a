#pragma once

#include "evidence/question.hpp"

#include <string_view>
#include <vector>

namespace oakprobe::agent {

// The clusters in a root's answer to evidence::clusters_request; what is none is left out. Total:
// any body gives a list, of evidence::known_clusters_max at most.
[[nodiscard]] std::vector<evidence::KnownCluster> read_cluster_list(std::string_view body);

}  // namespace oakprobe::agent
