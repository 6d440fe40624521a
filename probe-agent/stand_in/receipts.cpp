#include "probe-agent/stand_in/receipts.hpp"

namespace oakprobe::agent {

void Receipts::arm(ListenPort port, const std::vector<FlowId>& flows) {
  armed_[port].insert(flows.begin(), flows.end());
}

bool Receipts::accept(
    ListenPort port, const wire::Datagram& probe, const IpAddress& source, std::uint16_t source_port
) {
  if (probe.kind != wire::DatagramKind::probe || probe.run != run_) return false;
  if (probe.path.target != node_ || probe.attempt >= wire::attempts_max) return false;
  const auto flows = armed_.find(port);
  if (flows == armed_.end() || !flows->second.contains(probe.path.flow)) return false;

  if (by_path_.size() >= receipts_max && !by_path_.contains(probe.path)) return false;
  wire::ReceiptEvidence& receipt = by_path_[probe.path];
  if (receipt.delivered.has(probe.attempt)) return false;
  if (receipt.delivered.empty()) {
    receipt.path = probe.path;
    receipt.observed_source = source;
    receipt.observed_port = source_port;
  }
  receipt.delivered.insert(probe.attempt);
  return true;
}

void Receipts::answered(const wire::Datagram& probe) {
  by_path_[probe.path].answered.insert(probe.attempt);
}

void Receipts::answer_failed(const wire::Datagram& probe, int error) {
  by_path_[probe.path].answer_error = error;
}

void Receipts::stranger(ListenPort port, const IpAddress& source) {
  const std::pair key{port, source};
  if (strangers_.size() >= strangers_max && !strangers_.contains(key)) return;
  ++strangers_[key];
}

std::vector<wire::ReceiptEvidence> Receipts::receipts() const {
  std::vector<wire::ReceiptEvidence> out;
  out.reserve(by_path_.size());
  for (const auto& [path, receipt] : by_path_) out.push_back(receipt);
  return out;
}

std::vector<wire::Stranger> Receipts::strangers() const {
  std::vector<wire::Stranger> out;
  for (const auto& [key, count] : strangers_) out.push_back({key.first, key.second, count});
  return out;
}

}  // namespace oakprobe::agent
