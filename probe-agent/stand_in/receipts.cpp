#include "probe-agent/stand_in/receipts.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <type_traits>

namespace oakprobe::agent {

Receipts::Receipts(std::uint64_t run, NodeId node, const std::vector<wire::ArmPeer>& peers)
    : run_(run), node_(node) {
  for (const wire::ArmPeer& peer : peers) told_.emplace(index_of(peer.node), peer.address);
}

bool Receipts::is_told(NodeId node, const IpAddress& source) const {
  const auto told = told_.find(index_of(node));
  return told != told_.end() && told->second == source;
}

std::uint32_t Receipts::number_of(const IpAddress& source) {
  const auto next = static_cast<std::uint32_t>(sources_.size());
  const auto [found, is_new] = source_numbers_.try_emplace(source, next);
  if (is_new) sources_.push_back(source);
  return found->second;
}

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
  if (probe.attempt >= evidence::attempts_max) return accept_look(port.protocol, probe);

  if (by_path_.size() >= evidence::receipts_max && !by_path_.contains(probe.path)) return false;
  Receipt& receipt = by_path_[probe.path];
  const bool told = is_told(probe.path.source, source);
  const evidence::AttemptSet& alike = told ? receipt.from_told : receipt.delivered;
  if (alike.has(probe.attempt)) return false;
  if (alike.empty()) {
    receipt.protocol = port.protocol;
    receipt.source = told ? as_told : number_of(source);
    receipt.source_port = source_port;
  }
  receipt.delivered.insert(probe.attempt);
  if (told) receipt.from_told.insert(probe.attempt);
  return true;
}

bool Receipts::accept_look(Protocol protocol, const wire::Datagram& probe) {
  if (!looks_expected_) return false;
  const auto is_first = [](auto& seen, unsigned number) {
    const auto bit = static_cast<std::remove_reference_t<decltype(seen)>>(1) << number;
    const bool first = (seen & bit) == 0;
    seen |= bit;
    return first;
  };
  if (looks_.size() >= evidence::looks_max && !looks_.contains(probe.path)) return false;
  const unsigned attempt = probe.attempt;
  const auto within = [&](unsigned first, unsigned count) {
    return attempt >= first && attempt - first < count;
  };
  Look& look = looks_[probe.path];
  look.receipt.path = probe.path;
  if (protocol == Protocol::tcp)
    return within(evidence::size_attempt, evidence::sizes_max) &&
           is_first(look.segments, attempt - evidence::size_attempt);
  if (within(evidence::burst_attempt, evidence::burst_probes_max))
    return is_first(look.receipt.burst, attempt - evidence::burst_attempt);
  if (within(evidence::size_attempt, evidence::sizes_max))
    return is_first(look.receipt.sizes, attempt - evidence::size_attempt);
  if (within(evidence::trace_attempt, evidence::hops_max + 1))
    return is_first(look.traces, attempt - evidence::trace_attempt);
  return false;
}

void Receipts::segments_arrived(const wire::Datagram& probe) {
  CHECK(
      probe.attempt >= evidence::size_attempt &&
      probe.attempt < evidence::size_attempt + evidence::sizes_max
  );
  looks_[probe.path].receipt.sizes |= std::uint32_t{1} << (probe.attempt - evidence::size_attempt);
}

void Receipts::answered(const wire::Datagram& probe) {
  if (probe.attempt >= evidence::attempts_max) return;
  by_path_[probe.path].answered.insert(probe.attempt);
}

void Receipts::answer_failed(const wire::Datagram& probe, int error) {
  if (probe.attempt >= evidence::attempts_max) return;
  by_path_[probe.path].answer_error = error;
}

void Receipts::stranger(ListenPort port, const IpAddress& source) {
  const std::pair key{port, source};
  if (strangers_.size() >= evidence::strangers_max && !strangers_.contains(key)) return;
  ++strangers_[key];
}

std::vector<evidence::ReceiptEvidence> Receipts::receipts() const {
  std::vector<evidence::ReceiptEvidence> out;
  out.reserve(by_path_.size());
  for (const auto& [path, receipt] : by_path_) {
    evidence::ReceiptEvidence& told = out.emplace_back();
    told.path = path;
    told.delivered = receipt.delivered;
    told.answered = receipt.answered;
    told.answer_error = receipt.answer_error;
    told.observed_port = receipt.source_port;
    told.as_told = receipt.source == as_told;
    if (!told.as_told) told.observed_source = sources_[receipt.source];
  }
  std::ranges::sort(out, {}, &evidence::ReceiptEvidence::path);
  return out;
}

AddressSet Receipts::answered_sources(Protocol protocol) const {
  AddressSet sources;
  for (const auto& [path, receipt] : by_path_) {
    if (receipt.protocol != protocol || receipt.answered.empty()) continue;
    sources.insert(address_of(path, receipt));
  }
  return sources;
}

std::optional<IpAddress> Receipts::source_of(const PathId& path) const {
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return std::nullopt;
  return address_of(path, found->second);
}

const IpAddress& Receipts::address_of(const PathId& path, const Receipt& receipt) const {
  return receipt.source == as_told ? told_.at(index_of(path.source)) : sources_[receipt.source];
}

std::vector<evidence::LookReceipt> Receipts::looks() const {
  std::vector<evidence::LookReceipt> out;
  out.reserve(looks_.size());
  for (const auto& [path, look] : looks_) out.push_back(look.receipt);
  return out;
}

std::vector<evidence::Stranger> Receipts::strangers() const {
  std::vector<evidence::Stranger> out;
  for (const auto& [key, count] : strangers_) out.push_back({key.first, key.second, count});
  return out;
}

}  // namespace oakprobe::agent
