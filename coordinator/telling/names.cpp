#include "coordinator/telling/names.hpp"

namespace oakprobe::telling {

namespace {

// "192.0.2.33", or "edge.example = 192.0.2.33"
std::string called(std::string_view address, const evidence::DialEvidence* dial) {
  std::string text(address);
  if (dial == nullptr || !dial->dialled) return text;
  const std::string dialled = unmapped(*dial->dialled).to_string();
  return dialled == text ? text : text + " = " + dialled;
}

std::string numbered(Protocol protocol, std::uint16_t port) {
  return std::string(to_string(protocol)) + " " + std::to_string(port);
}

std::string placed(const std::string& target, const std::string& address, const std::string& port) {
  return target + " (" + address + ", " + port + ")";
}

}  // namespace

std::string opened_sentence(const OpenPath& path) {
  const char* what = path.protocol == Protocol::udp ? "'s probes reach " : "'s connections reach ";
  return path.source.name + what +
         placed(
             path.target.name, called(path.address, path.dial), numbered(path.protocol, path.port)
         ) +
         ".";
}

Names names_of(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  const Protocol protocol = evidence.flow().protocol;
  Names names;
  names.source = evidence.source_node().name;
  names.target = evidence.target_node().name;
  names.port = numbered(protocol, evidence.path.port);
  const std::uint16_t listens = evidence.listener != nullptr
                                    ? evidence.listener->port.port
                                    : evidence.path.listen.value_or(evidence.path.port);
  names.listen_port = numbered(protocol, listens);
  names.address = called(evidence.path.address->text(), evidence.dial);
  names.where = placed(names.target, names.address, names.port);
  names.component = evidence.flow().component.empty() ? "the component" : evidence.flow().component;
  return names;
}

}  // namespace oakprobe::telling
