#include "coordinator/check/look_orders.hpp"

#include "coordinator/check/look_times.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/cause_card.hpp"
#include "oakestra/configuration.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Segment;
using diagnosis::Status;

bool has_lost_attempt(const diagnosis::PathState& path) {
  const int arrived = path.receipt ? path.receipt->delivered.count() : path.dial->answered.count();
  return path.dial->failures.empty() && arrived < path.dial->sent.count();
}

// No word came, from anybody.
bool is_silent(const FinishedPath& path) {
  return path.dial->failures.empty() && path.dial->answered.empty() && !path.dial->not_tried &&
         (!path.receipt || path.receipt->delivered.empty());
}

bool is_network_suspect(const FinishedPath& path) {
  const auto where = path.verdict->where;
  const bool network = where.has(Segment::network) || where.has(Segment::return_network);
  const auto& cause = path.verdict->cause;
  return network && (!cause || diagnosis::cause_card(*cause).is_network_suspect);
}

// The tunnel's packet as it leaves: what the TUN of its source takes, and the headers before it. 0:
// none that is tried.
std::uint16_t full_packet_bytes(const FinishedCheck& check, const FinishedPath& path) {
  const oakestra::TunnelConfig& tuncfg =
      check.nodes[index_of(path.id.source)].observation.facts.tuncfg;
  const auto dialled = path.dialled();
  const bool ipv6 = dialled && dialled->is_v6();
  const std::uint16_t headers = evidence::header_bytes(ipv6);
  const bool tried = tuncfg.mtu >= evidence::packet_bytes_min - headers &&
                     tuncfg.mtu <= evidence::packet_bytes_max - headers;
  return static_cast<std::uint16_t>(tried ? tuncfg.mtu + headers : 0);
}

// How many failed paths of each common cause may still be looked at.
class FailedBudget {
 public:
  [[nodiscard]] bool is_spent() const { return all_ == failed_looks_max; }

  bool take(const FinishedPath& path) {
    if (is_spent() || !path.cause_index) return false;
    std::size_t& taken = of_cause_[*path.cause_index];
    std::size_t& of_source = of_node_[path.id.source];
    std::size_t& of_target = of_node_[path.id.target];
    if (taken == failed_looks_of_cause_max) return false;
    if (std::max(of_source, of_target) >= failed_looks_of_node_max) return false;
    ++taken;
    ++of_source;
    ++of_target;
    ++all_;
    return true;
  }

 private:
  std::size_t all_ = 0;
  std::map<std::size_t, std::size_t> of_cause_;
  std::map<NodeId, std::size_t> of_node_;
};

// A live tunnel gets as many datagrams of a source, however many attempts there were before.
std::uint8_t burst_after(std::uint32_t attempts) {
  constexpr std::uint32_t least = 8;
  const std::uint32_t more = attempts > attempts_default ? attempts - attempts_default : 0;
  return static_cast<std::uint8_t>(
      std::max(least, burst_probes - std::min<std::uint32_t>(burst_probes, more))
  );
}

class Planner {
 public:
  Planner(
      const FinishedCheck& check,
      const std::vector<bool>& armed,
      std::uint32_t attempts,
      const RuleReaders& readers
  )
      : check_(check),
        armed_(armed),
        readers_(readers),
        burst_(burst_after(attempts)),
        asks_(check.nodes.size()) {
    std::size_t udp = 0;
    check.paths.for_each_id([&](std::uint32_t, const PathId& id) { udp += is_udp(id) ? 1 : 0; });
    few_udp_paths_ = udp <= udp_paths_looked_at_max;
    few_tcp_paths_ = check.paths.size() - udp <= tcp_paths_looked_at_max;
    find_rationed();
  }

  // Most of a large mesh, told without making the path.
  [[nodiscard]] bool has_nothing_for(const PathId& id, const diagnosis::PathState& path) const {
    if (path.verdict->status == Status::open)
      return is_udp(id) && !few_udp_paths_ && path.dial && !has_lost_attempt(path);
    return path.verdict->status == Status::blocked && budget_.is_spent() &&
           asks_[index_of(id.source)] == asks_of_source_max;
  }

  // nullopt: nothing more is to be learnt.
  std::optional<evidence::Look> plan(const FinishedPath& path) {
    if (!path.dial || check_.inventory.flow(path.id.flow).expect == inventory::Expect::closed)
      return std::nullopt;
    if (path.dial->sent.empty()) return plan_refused(path);
    const Status status = path.verdict->status;
    if (status != Status::open && status != Status::degraded) return plan_failed(path);
    return is_udp(path) ? plan_udp(path) : plan_tcp(path);
  }

 private:
  [[nodiscard]] bool is_udp(const PathId& id) const {
    return check_.inventory.flow(id.flow).protocol == Protocol::udp;
  }
  [[nodiscard]] bool is_udp(const FinishedPath& path) const { return is_udp(path.id); }
  [[nodiscard]] bool can_tell(const FinishedPath& path) const {
    return armed_[index_of(path.id.target)];
  }

  // Sources that heard an ICMP error from elsewhere: its sender may not have sent the next one.
  void find_rationed() {
    rationed_.resize(check_.nodes.size());
    for (std::size_t at = 0; at < check_.paths.size(); ++at) {
      const NodeId node = check_.paths.id_at(at).source;
      if (rationed_[index_of(node)] || check_.paths.state_at(at).dial->failures.empty()) continue;
      const FinishedPath path = check_.paths[at];
      const auto& source = check_.nodes[index_of(node)].observation;
      for (const evidence::DialFailure& failure : path.dial->failures)
        if (failure.icmp && owns(source, failure.icmp->from) != std::optional(true))
          rationed_[index_of(node)] = true;
    }
  }

  [[nodiscard]] evidence::AskAgain ask_again(const FinishedPath& path) const {
    return rationed_[index_of(path.id.source)] ? evidence::AskAgain::patiently
                                               : evidence::AskAgain::once;
  }

  std::optional<evidence::Look> plan_udp(const FinishedPath& path) const {
    if (!can_tell(path) || !(few_udp_paths_ || has_lost_attempt(path))) return std::nullopt;
    evidence::Look look;
    look.path = path.id;
    look.burst = burst_;
    if (check_.inventory.flow(path.id.flow).service == inventory::Service::tunnel)
      look.full_bytes = full_packet_bytes(check_, path);
    return look;
  }

  // To a stand-in as long as its segments are, to a running service what an Ethernet carries.
  std::optional<evidence::Look> plan_tcp(const FinishedPath& path) {
    if (!few_tcp_paths_) return std::nullopt;
    evidence::Look look;
    look.path = path.id;
    look.full_bytes = evidence::packet_bytes_max;
    if (can_tell(path) && !path.dial->answered.empty()) return look;
    const inventory::Flow& flow = check_.inventory.flow(path.id.flow);
    if (!path.dial->service || flow.service != inventory::Service::http) return std::nullopt;
    const std::pair service(index_of(path.id.target), path.listen_port);
    std::uint32_t& askers = askers_[service];
    if (askers == service_askers_max) return std::nullopt;
    look.start_ms = service_slot_ms * askers++;
    look.full_bytes = evidence::ethernet_bytes;
    return look;
  }

  // The source's own kernel took nothing: it can tell why of what it is given once more.
  std::optional<evidence::Look> plan_refused(const FinishedPath& path) {
    if (!readers_.trace || readable_filters(path, readers_).empty() || !budget_.take(path))
      return std::nullopt;
    evidence::Look look;
    look.path = path.id;
    look.again = evidence::AskAgain::once;
    return look;
  }

  std::optional<evidence::Look> plan_failed(const FinishedPath& path) {
    const bool lost = is_udp(path) && can_tell(path) && has_lost_attempt(path);
    evidence::Look look;
    look.path = path.id;
    std::size_t& asked = asks_[index_of(path.id.source)];
    if (is_udp(path) && is_silent(path) && asked < asks_of_source_max) {
      ++asked;
      look.again = ask_again(path);
    }
    const bool trace = path.verdict->status == Status::blocked && is_network_suspect(path);
    const bool at_rule = !readable_filters(path, readers_).empty();
    if ((lost || trace || at_rule) && budget_.take(path)) {
      look.trace = trace;
      if (lost) look.burst = burst_;
      if (at_rule && !lost && look.again == evidence::AskAgain::no)
        look.again = evidence::AskAgain::once;
    }
    const bool again = look.again != evidence::AskAgain::no;
    return again || look.trace || look.burst > 0 ? std::optional(look) : std::nullopt;
  }

  const FinishedCheck& check_;
  const std::vector<bool>& armed_;
  const RuleReaders& readers_;
  std::uint8_t burst_;
  bool few_udp_paths_ = true;
  bool few_tcp_paths_ = true;
  std::map<std::pair<std::uint32_t, std::uint16_t>, std::uint32_t> askers_;  // of nodes' services
  std::vector<std::size_t> asks_;                                            // by source
  std::vector<bool> rationed_;                                               // so
  FailedBudget budget_;
};

}  // namespace

std::vector<wire::LookOrder> look_orders(
    const FinishedCheck& check,
    const std::vector<bool>& probed,
    const std::vector<bool>& armed,
    const ProbeLimits& limits,
    const RuleReaders& readers
) {
  std::vector<wire::LookOrder> orders(check.nodes.size());
  std::vector<std::size_t> receipts(check.nodes.size());
  for (wire::LookOrder& order : orders) order.timeout_ms = limits.timeout_ms;
  Planner planner(check, armed, limits.attempts, readers);
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    const PathId id = check.paths.id_at(at);
    auto& looks = orders[index_of(id.source)].looks;
    std::size_t& told = receipts[index_of(id.target)];
    if (!probed[index_of(id.source)]) continue;
    if (looks.size() == evidence::looks_max || told == evidence::looks_max) continue;
    if (planner.has_nothing_for(id, check.paths.state_at(at))) continue;
    const auto look = planner.plan(check.paths[at]);
    if (!look) continue;
    ++told;
    looks.push_back(*look);
  }
  set_starts(orders, limits.rate);
  return orders;
}

}  // namespace oakprobe::check
