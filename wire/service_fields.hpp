#pragma once

#include "evidence/node_evidence.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields `services` and `clusters` of an evidence message: what running services answered.
void write_services(const std::vector<evidence::DialEvidence>& dials, Json& map);
void read_services(Fields& fields, std::vector<evidence::DialEvidence>& dials);

void write_clusters(const std::vector<evidence::KnownCluster>& clusters, Json& map);
void read_clusters(Fields& fields, std::vector<evidence::KnownCluster>& clusters);

}  // namespace oakprobe::wire
