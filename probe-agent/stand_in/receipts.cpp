#include "probe-agent/stand_in/receipts.hpp"

#include <algorithm>
#include <type_traits>

namespace oakprobe::agent {

void Receipts::arm(ListenPort port, const std::vector<FlowId>& flows) {
  armed_[port].insert(flows.begin(), flows.end());
}

bool Receipts::accept(
    ListenPort port, const wire::Datagram& probe, const IpAddress& source, std::uint16_t source_port
) {
  if (probe.kind != wire::DatagramKind::probe || probe.run != run_) return false;
  if (probe.path.target != node_) return false;
  const auto flows = armed_.find(port);
  if (flows == armed_.end() || !flows->second.contains(probe.path.flow)) return false;
  if (probe.attempt >= wire::attempts_max)
    return port.protocol == Protocol::udp && accept_look(probe);

  if (by_path_.size() >= receipts_max && !by_path_.contains(probe.path)) return false;
  Receipt& noted = by_path_[probe.path];
  wire::ReceiptEvidence& receipt = noted.evidence;
  if (receipt.delivered.has(probe.attempt)) return false;
  if (receipt.delivered.empty()) {
    noted.protocol = port.protocol;
    receipt.path = probe.path;
    receipt.observed_source = source;
    receipt.observed_port = source_port;
  }
  receipt.delivered.insert(probe.attempt);
  return true;
}

bool Receipts::accept_look(const wire::Datagram& probe) {
  const auto is_first = [](auto& seen, unsigned number) {
    const auto bit = static_cast<std::remove_reference_t<decltype(seen)>>(1) << number;
    const bool first = (seen & bit) == 0;
    seen |= bit;
    return first;
  };
  if (looks_.size() >= wire::looks_max && !looks_.contains(probe.path)) return false;
  const unsigned attempt = probe.attempt;
  const auto within = [&](unsigned first, unsigned count) {
    return attempt >= first && attempt - first < count;
  };
  Look& look = looks_[probe.path];
  look.receipt.path = probe.path;
  if (within(wire::burst_attempt, wire::burst_probes_max))
    return is_first(look.receipt.burst, attempt - wire::burst_attempt);
  if (within(wire::size_attempt, wire::sizes_max))
    return is_first(look.receipt.sizes, attempt - wire::size_attempt);
  if (within(wire::trace_attempt, wire::hops_max + 1))
    return is_first(look.traces, attempt - wire::trace_attempt);
  return false;
}

void Receipts::answered(const wire::Datagram& probe) {
  if (probe.attempt >= wire::attempts_max) return;
  by_path_[probe.path].evidence.answered.insert(probe.attempt);
}

void Receipts::answer_failed(const wire::Datagram& probe, int error) {
  if (probe.attempt >= wire::attempts_max) return;
  by_path_[probe.path].evidence.answer_error = error;
}

void Receipts::stranger(ListenPort port, const IpAddress& source) {
  const std::pair key{port, source};
  if (strangers_.size() >= strangers_max && !strangers_.contains(key)) return;
  ++strangers_[key];
}

std::vector<wire::ReceiptEvidence> Receipts::receipts() const {
  std::vector<wire::ReceiptEvidence> out;
  out.reserve(by_path_.size());
  for (const auto& [path, receipt] : by_path_) out.push_back(receipt.evidence);
  std::ranges::sort(out, {}, &wire::ReceiptEvidence::path);
  return out;
}

std::set<IpAddress> Receipts::answered_sources(Protocol protocol) const {
  std::set<IpAddress> sources;
  for (const auto& [path, receipt] : by_path_) {
    if (receipt.protocol == protocol && !receipt.evidence.answered.empty()) {
      sources.insert(receipt.evidence.observed_source);
    }
  }
  return sources;
}

std::vector<wire::LookReceipt> Receipts::looks() const {
  std::vector<wire::LookReceipt> out;
  out.reserve(looks_.size());
  for (const auto& [path, look] : looks_) out.push_back(look.receipt);
  return out;
}

std::vector<wire::Stranger> Receipts::strangers() const {
  std::vector<wire::Stranger> out;
  for (const auto& [key, count] : strangers_) out.push_back({key.first, key.second, count});
  return out;
}

}  // namespace oakprobe::agent
