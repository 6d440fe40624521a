#pragma once

#include "wire/evidence.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields `services` and `clusters` of an evidence message: what running services answered.
void write_services(const std::vector<DialEvidence>& dials, Json& map);
void read_services(Fields& fields, std::vector<DialEvidence>& dials);

void write_clusters(const std::vector<KnownCluster>& clusters, Json& map);
void read_clusters(Fields& fields, std::vector<KnownCluster>& clusters);

}  // namespace oakprobe::wire
