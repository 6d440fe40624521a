#include "coordinator/check/rule_orders.hpp"

#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::NodeObservation;
using diagnosis::Segment;
using evidence::WatchedPacket;

bool sends_packets(const evidence::Look& look) {
  return look.again != evidence::AskAgain::no || look.burst > 0 || look.full_bytes > 0;
}

// The source's own kernel refused it: unless it is traced nothing is sent once more, and reading
// alone may tell why.
bool was_not_taken(const diagnosis::PathState& path) {
  return path.dial && path.dial->sent.empty() && path.verdict &&
         path.verdict->where == diagnosis::SegmentSet{Segment::source_firewall};
}

// What Docker publishes: the answers come through FORWARD, from an address of the container's.
bool is_published(const FinishedPath& path) {
  return path.listener == evidence::ListenMode::live && *path.listener_process == "docker-proxy";
}

class WatchPlan {
 public:
  WatchPlan(const FinishedCheck& check, const RuleReaders& readers)
      : check_(check), readers_(readers), orders_(check.nodes.size()) {
    for (wire::RulesOrder& order : orders_) order.trace = readers.trace;
  }

  void add(std::size_t at) {
    if (paths_ == watched_paths_max || !met_.insert(at).second) return;
    const FinishedPath path = check_.paths[at];
    const diagnosis::SegmentSet filters = readable_filters(path, readers_);
    if (filters.empty() || !path.cause_index) return;
    std::size_t& of_cause = of_cause_[*path.cause_index];
    if (of_cause == watched_paths_of_cause_max) return;
    bool watched = false;
    for (const Segment filter : filters.in_order()) {
      const auto packet = packet_at(filter, path);
      if (packet) watched |= watch(*packet);
    }
    if (!watched) return;
    ++of_cause;
    ++paths_;
  }

  [[nodiscard]] std::vector<wire::RulesOrder> take() { return std::move(orders_); }

 private:
  bool watch(const WatchedPacket& packet) {
    const NodeId host = packet.leaves == packet.answers ? packet.path.target : packet.path.source;
    auto& packets = orders_[index_of(host)].packets;
    if (!readers_.has(host) || packets.size() == evidence::watched_packets_max) return false;
    packets.push_back(packet);
    return true;
  }

  [[nodiscard]] std::optional<WatchedPacket> packet_at(Segment filter, const FinishedPath& path) {
    const auto dialled = path.dialled();
    if (!dialled) return std::nullopt;
    const bool at_source =
        filter == Segment::source_firewall || filter == Segment::return_source_firewall;
    const bool answers =
        filter == Segment::return_target_firewall || filter == Segment::return_source_firewall;
    // At the target by what is its own: behind a NAT nobody knows that.
    const NodeObservation& target = check_.nodes[index_of(path.id.target)].observation;
    const bool own = diagnosis::owns(target, *dialled) == std::optional(true);
    if (!at_source && (!own || (answers && is_published(path)))) return std::nullopt;
    const auto caller = at_source ? own_address(path, *dialled) : seen_address(path, *dialled);
    if (answers && !caller) return std::nullopt;
    // From itself a packet comes by the loopback: of who nobody saw an agent takes it for no such.
    const NodeObservation& source = check_.nodes[index_of(path.id.source)].observation;
    if (!caller && diagnosis::is_same_host(source, target)) return std::nullopt;
    WatchedPacket packet;
    packet.path = path.id;
    packet.leaves = at_source != answers;
    packet.answers = answers;
    packet.protocol = check_.inventory.flow(path.id.flow).protocol;
    packet.source = caller.value_or(unspecified_of(*dialled));
    packet.destination = *dialled;
    packet.destination_port = !at_source && path.listen_port != 0 ? path.listen_port : path.port;
    if (answers) {
      std::swap(packet.source, packet.destination);
      std::swap(packet.source_port, packet.destination_port);
    }
    return packet;
  }

  [[nodiscard]] static IpAddress unspecified_of(const IpAddress& like) {
    if (like.is_v4()) return boost::asio::ip::address_v4();
    return boost::asio::ip::address_v6();
  }

  // As the target saw packets of the source come, of this path or of others.
  [[nodiscard]] std::optional<IpAddress> seen_address(
      const FinishedPath& path, const IpAddress& dialled
  ) {
    if (path.seen_source) return unmapped(*path.seen_source);
    const Pair pair{path.id.source, path.id.target, dialled};
    const auto [known, is_new] = seen_.try_emplace(pair);
    if (is_new) known->second = look_up(pair);
    return known->second;
  }

  // What it sends from, if no NAT of its own is between.
  [[nodiscard]] std::optional<IpAddress> own_address(
      const FinishedPath& path, const IpAddress& dialled
  ) {
    if (const auto& bind = check_.inventory.node(path.id.source).bind) return bind;
    const auto seen = seen_address(path, dialled);
    const NodeObservation& source = check_.nodes[index_of(path.id.source)].observation;
    return seen && diagnosis::owns(source, *seen) == std::optional(true) ? seen : std::nullopt;
  }

  struct Pair {
    NodeId source{};
    NodeId target{};
    IpAddress dialled;  // another one may be reached from another address of the source's

    friend bool operator<(const Pair& a, const Pair& b) {
      return std::tie(a.source, a.target, a.dialled) < std::tie(b.source, b.target, b.dialled);
    }
  };

  // nullopt: nobody saw one, or several were seen.
  [[nodiscard]] std::optional<IpAddress> look_up(const Pair& pair) const {
    std::optional<IpAddress> one;
    for (const std::uint32_t at : check_.paths.from(pair.source)) {
      if (check_.paths.id_at(at).target != pair.target) continue;
      const diagnosis::PathState& state = check_.paths.state_at(at);
      auto seen = state.seen_source;
      if (!seen && state.receipt) seen = state.receipt->observed_source;
      if (!seen || seen->is_unspecified() || check_.paths[at].dialled() != pair.dialled) continue;
      if (one && *one != unmapped(*seen)) return std::nullopt;
      one = unmapped(*seen);
    }
    return one;
  }

  const FinishedCheck& check_;
  const RuleReaders& readers_;
  std::vector<wire::RulesOrder> orders_;
  std::size_t paths_ = 0;
  std::set<std::size_t> met_;
  std::map<std::uint32_t, std::size_t> of_cause_;
  std::map<Pair, std::optional<IpAddress>> seen_;
};

}  // namespace

diagnosis::SegmentSet readable_filters(const FinishedPath& path, const RuleReaders& readers) {
  diagnosis::SegmentSet filters;
  if (!path.verdict || !may_end_at_rule(*path.verdict) || path.id.source == path.id.target)
    return filters;
  const diagnosis::SegmentSet where = path.verdict->where;
  if (where.size() > 1 && !readers.trace) return filters;
  for (const Segment segment : where.in_order()) {
    const bool at_source =
        segment == Segment::source_firewall || segment == Segment::return_source_firewall;
    const NodeId host = at_source ? path.id.source : path.id.target;
    if (diagnosis::host_filters.has(segment) && readers.has(host)) filters.insert(segment);
  }
  return filters;
}

std::vector<wire::RulesOrder> rule_orders(
    const FinishedCheck& check,
    const std::vector<wire::LookOrder>& looks,
    const RuleReaders& readers
) {
  WatchPlan plan(check, readers);
  for (const wire::LookOrder& order : looks)
    for (const evidence::Look& look : order.looks)
      if (const auto at = check.paths.find(look.path); at && sends_packets(look)) plan.add(*at);
  for (std::size_t at = 0; at < check.paths.size(); ++at)
    if (was_not_taken(check.paths.state_at(at))) plan.add(at);
  return plan.take();
}

wire::RulesRequest rules_request(const FinishedCheck& check, const wire::RulesOrder& order) {
  wire::RulesRequest request;
  for (const WatchedPacket& packet : order.packets) {
    const auto index = check.paths.find(packet.path);
    const auto look = index ? check.paths.state_at(*index).look : nullptr;
    std::uint32_t& sent = request.sent.emplace_back(0);
    if (!look) continue;
    const bool answered = packet.answers && look->target_told;
    sent = look->seen.asked_again + static_cast<std::uint32_t>(std::popcount(
                                        answered ? look->receipt.burst : look->seen.burst_sent
                                    ));
  }
  return request;
}

}  // namespace oakprobe::check
