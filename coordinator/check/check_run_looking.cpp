#include "coordinator/check/check_run.hpp"
#include "coordinator/check/look_orders.hpp"
#include "coordinator/check/look_times.hpp"

#include <algorithm>
#include <utility>

// Closer looks at what tells more then.
namespace oakprobe::check {

using fleet::Taken;

// Judges by what is known so far; true: a closer look at something tells more.
asio::awaitable<bool> CheckRun::plan_looking() {
  if (interrupted_ || settings_.brief) co_return false;
  co_await judge();
  if (interrupted_) co_return false;  // meanwhile
  std::vector<bool> can_look(nodes_.size());
  std::vector<bool> armed(nodes_.size());
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    const NodeRun& node = nodes_[at];
    can_look[at] = node.probed != 0 && is_usable(at) && is_at_home(at);
    armed[at] = node.armed;
  }
  const RuleReaders readers = rule_readers();
  std::vector<wire::LookOrder> orders =
      look_orders(check_, can_look, armed, settings_.probing, readers);
  std::vector<wire::RulesOrder> rules = rule_orders(check_, orders, readers);
  bool watches = false;
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    watches |= !rules[at].packets.empty();
    looking_limit_ = std::max(looking_limit_, looking_time(orders[at]));
    nodes_[at].look_order = std::move(orders[at]);
    nodes_[at].rules_order = std::move(rules[at]);
  }
  const bool looks = looking_limit_ > std::chrono::milliseconds::zero();
  if (looks && settings_.early_hook) settings_.early_hook(check_);
  co_return looks || watches;
}

RuleReaders CheckRun::rule_readers() const {
  RuleReaders readers;
  readers.trace = settings_.trace_firewall;
  for (std::size_t at = 0; at < nodes_.size(); ++at)
    readers.at.push_back(
        nodes_[at].armed && is_usable(at) && is_at_home(at) && reads_rules() &&
        nodes_[at].link->welcome().reads_rules
    );
  return readers;
}

asio::awaitable<void> CheckRun::look_closer() {
  co_await run_phase(Phase::looking, &CheckRun::watch_rules, asked_at_once);
  co_await run_phase(Phase::looking, &CheckRun::look, nodes_.size());
  co_await run_phase(Phase::looking, &CheckRun::collect_looks, asked_at_once);
  collector_->finish_looks();
  co_await run_phase(Phase::looking, &CheckRun::collect_rules, asked_at_once);
}

asio::awaitable<void> CheckRun::look(std::size_t node) {
  if (nodes_[node].look_order.looks.empty()) co_return;
  std::function<Taken(wire::Looked)> take = [this, node](wire::Looked looked) {
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{true, collector_->accept(from, std::move(looked), nodes_[node].look_order)};
  };
  const auto limit = looking_limit_ + settings_.limits.late;
  wire::Message order = nodes_[node].look_order;
  static_cast<void>(
      co_await nodes_[node].link->ask<wire::Looked>(std::move(order), limit, std::move(take))
  );
}

asio::awaitable<void> CheckRun::collect_looks(std::size_t node) {
  if (!nodes_[node].armed || !is_at_home(node)) co_return;
  std::function<Taken(wire::LookReceipts)> take = [this, node](const wire::LookReceipts& receipts) {
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{true, collector_->accept(from, receipts)};
  };
  wire::Message question = wire::LookReceiptsRequest();
  static_cast<void>(co_await nodes_[node].link->ask<wire::LookReceipts>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

// An agent that does not answer costs the names of its rules: its evidence is there already.
asio::awaitable<void> CheckRun::watch_rules(std::size_t node) {
  if (nodes_[node].rules_order.packets.empty()) co_return;
  std::function<Taken(wire::RulesWatched)> take = [this, node](const wire::RulesWatched& watched) {
    observation(node).rules_trouble = watched.trouble;
    return Taken();
  };
  wire::Message order = nodes_[node].rules_order;
  const bool watched = co_await nodes_[node].link->ask<wire::RulesWatched>(
      std::move(order), settings_.limits.rules, std::move(take)
  );
  if (!watched) nodes_[node].rules_order = {};
}

asio::awaitable<void> CheckRun::collect_rules(std::size_t node) {
  const wire::RulesOrder& order = nodes_[node].rules_order;
  // One that still looks takes no such question.
  if (order.packets.empty() || !nodes_[node].link->is_at_rest()) co_return;
  std::function<Taken(wire::Rules)> take = [this, node, &order](wire::Rules rules) {
    const NodeId from{static_cast<std::uint32_t>(node)};
    if (!rules.trouble.empty()) observation(node).rules_trouble = rules.trouble;
    return Taken{true, collector_->accept(from, std::move(rules), order)};
  };
  wire::Message question = rules_request(check_, order);
  static_cast<void>(co_await nodes_[node].link->ask<wire::Rules>(
      std::move(question), settings_.limits.rules, std::move(take)
  ));
}

}  // namespace oakprobe::check
