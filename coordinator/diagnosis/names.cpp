#include "coordinator/diagnosis/names.hpp"

namespace oakprobe::diagnosis {

Names names_of(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  const std::string protocol(to_string(evidence.flow().protocol));
  Names names;
  names.source = evidence.source_node().name;
  names.target = evidence.target_node().name;
  names.port = protocol + " " + std::to_string(evidence.path.port);
  const std::uint16_t listens = evidence.listener != nullptr
                                    ? evidence.listener->port.port
                                    : evidence.path.listen.value_or(evidence.path.port);
  names.listen_port = protocol + " " + std::to_string(listens);
  names.address = std::string(evidence.path.address);
  if (evidence.dial != nullptr && evidence.dial->dialled) {
    const std::string dialled = unmapped(*evidence.dial->dialled).to_string();
    if (dialled != names.address) names.address += " = " + dialled;
  }
  names.where = names.target + " (" + names.address + ", " + names.port + ")";
  names.component = evidence.flow().component.empty() ? "the component" : evidence.flow().component;
  return names;
}

std::string count_of(std::size_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

}  // namespace oakprobe::diagnosis
