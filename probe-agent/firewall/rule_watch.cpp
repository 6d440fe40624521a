#include "probe-agent/firewall/rule_watch.hpp"

#include "net/next_hop.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/firewall/host_ruleset.hpp"
#include "probe-agent/firewall/traced_hooks.hpp"
#include "rules/name_rule.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <utility>

namespace oakprobe::agent {
namespace {

constexpr std::chrono::seconds findings_patience{3};

// Of a number of which 0 is any.
std::optional<std::uint16_t> if_known(std::uint16_t port) {
  return port == 0 ? std::nullopt : std::optional(port);
}

// By which it comes or leaves, as routes are now: what comes takes the way back to its sender.
std::optional<std::string> device_of(
    const evidence::WatchedPacket& watched, net::NextHops& next_hops
) {
  const IpAddress& peer = watched.leaves ? watched.destination : watched.source;
  if (peer.is_unspecified()) return std::nullopt;
  const auto hop = next_hops.to(peer);
  // Where routes have two ways to one peer, either may be it; only the loopback's is certain.
  if (!hop || hop->device != "lo") return std::nullopt;
  return hop->device;
}

rules::Packet packet_of(const evidence::WatchedPacket& watched, net::NextHops& next_hops) {
  rules::Packet packet;
  packet.protocol = watched.protocol;
  if (!watched.source.is_unspecified()) packet.source = watched.source;
  packet.destination = watched.destination;
  packet.interface = device_of(watched, next_hops);
  packet.source_port = if_known(watched.source_port);
  packet.destination_port = if_known(watched.destination_port);
  packet.leaves = watched.leaves;
  packet.answers = watched.answers;
  return packet;
}

// With an interface that has gone meanwhile, as containers' do, the kernel takes nothing of it.
ErrorCode begin_trace(
    RuleTrace& trace, std::span<const evidence::WatchedPacket> packets, const rules::Ruleset& rules
) {
  TracedHooks hooks = traced_hooks(rules);
  ErrorCode error = trace.start(packets, hooks);
  if (!error || hooks.ingress.empty()) return error;
  hooks = traced_hooks(rules);
  error = trace.start(packets, hooks);
  if (!error || hooks.ingress.empty()) return error;
  hooks.ingress.clear();
  return trace.start(packets, hooks);
}

}  // namespace

void RuleWatch::read(void (RuleWatch::*then)(HostReading)) {
  reader_.read([this, then, watch = lifetime_.watch()](HostReading reading) {
    if (!watch.expired()) (this->*then)(std::move(reading));
  });
}

void RuleWatch::watch(wire::RulesOrder order) {
  phase_ = Phase::beginning;
  ++orders_;
  order_ = std::move(order);
  trouble_.clear();
  read(&RuleWatch::begin);
}

void RuleWatch::begin(HostReading reading) {
  before_ = ruleset_of(std::move(reading), trouble_);
  if (before_ && order_.trace && std::ranges::any_of(before_->tables, &rules::Table::legacy)) {
    trouble_ = "a trace would fill the kernel's log where iptables-legacy has rules: none is made";
  } else if (before_ && order_.trace) {
    trace_.emplace(io_);
    if (const ErrorCode error = begin_trace(*trace_, order_.packets, *before_)) {
      trouble_ = "the kernel does not trace packets for this agent: " + error.message();
      trace_.reset();
    }
  }
  phase_ = Phase::watching;
  send_(wire::RulesWatched{trouble_});
}

std::string RuleWatch::tell(const wire::RulesRequest& request) {
  if (request.sent.size() != order_.packets.size())
    return "was told of other packets than it was to watch";
  phase_ = Phase::ending;
  sent_ = request.sent;
  // Its own table is not to be read as one of the host's.
  if (trace_) events_ = trace_->events();
  trace_.reset();
  if (before_) {
    read(&RuleWatch::end);
  } else {
    end(trouble_);
  }
  return "";
}

void RuleWatch::end(HostReading reading) {
  wire::Rules rules;
  const auto after = ruleset_of(std::move(reading), trouble_);
  if (after) rules.findings = findings(*after);
  rules.trouble = trouble_;
  before_.reset();
  events_ = {};
  phase_ = Phase::idle;
  send_(rules);
}

std::vector<evidence::RuleFinding> RuleWatch::findings(const rules::Ruleset& after) {
  std::vector<evidence::RuleFinding> found;
  net::NextHops next_hops;
  const auto all = std::accumulate(sent_.begin(), sent_.end(), std::uint64_t{0});
  // What takes longer, with very many rules, costs names: the session must be kept alive.
  const TimePoint late = Clock::now() + findings_patience;
  for (std::size_t at = 0; at < order_.packets.size(); ++at) {
    if (Clock::now() > late) {
      trouble_ = "this host has too many rules to be searched for all packets in time";
      break;
    }
    const evidence::WatchedPacket& watched = order_.packets[at];
    const rules::Packet packet = packet_of(watched, next_hops);
    auto rule = rules::rule_that_ended(packet, events_, *before_);
    if (!rule) rule = rules::rule_that_ends(packet, *before_, after, sent_[at], all - sent_[at]);
    if (rule) found.push_back({watched.path, watched.leaves, watched.answers, std::move(*rule)});
  }
  return found;
}

}  // namespace oakprobe::agent
