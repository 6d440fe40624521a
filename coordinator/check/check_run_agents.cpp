#include "coordinator/check/agent_start.hpp"
#include "coordinator/check/check_run.hpp"
#include "coordinator/check/misplaced_agents.hpp"

#include <utility>
#include <vector>

// The agents of a check: how they come, who they are, how they leave.
namespace oakprobe::check {

using diagnosis::AgentState;
using fleet::Taken;

constexpr std::size_t addresses_counted_max = 256;  // of one node's own; docs/trust.md

void CheckRun::borrow_agents() {
  const std::size_t nodes = check_.inventory.nodes.size();
  sendings_ = std::make_shared<fleet::SendingTally>(nodes, [this] { note_sendings(); });
  for (std::size_t node = 0; node < nodes; ++node) {
    const inventory::Node& described = check_.inventory.nodes[node];
    if (nodes_[node].paths == 0 || described.agent.none) continue;
    fleet::AgentStart start = agent_start(described, node, check_.run_id, settings_);
    if (start.push) {
      start.tally = sendings_;
      sendings_->expect(node);
    }
    nodes_[node].link =
        &fleet_.borrow(described.name, std::move(start), hello_to(described, node, identity_.id));
  }
}

void CheckRun::give_agents_back() {
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    if (std::exchange(nodes_[node].link, nullptr) != nullptr)
      fleet_.give_back(check_.inventory.nodes[node].name);
}

void CheckRun::note_sendings() {
  if (turns_.phase() != Phase::starting) return;
  turns_.note_bytes(sendings_->arrived(), sendings_->total());
}

asio::awaitable<void> CheckRun::start(std::size_t node) {
  static_cast<void>(co_await nodes_[node].link->open());  // note_agents() tells why not
  sendings_->end(node);
}

asio::awaitable<void> CheckRun::ask_facts(std::size_t node) {
  std::function<Taken(evidence::Facts)> take = [this, node](evidence::Facts facts) {
    // What looks through them does so for each path.
    if (facts.addresses.size() > addresses_counted_max)
      facts.addresses.resize(addresses_counted_max);
    observation(node).facts = std::move(facts);
    return Taken();
  };
  wire::Message question = wire::FactsRequest();
  static_cast<void>(co_await nodes_[node].link->ask<evidence::Facts>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

void CheckRun::disown_misplaced(bool probed) {
  std::vector<MisplacedAgent> misplaced = misplaced_agents(check_, probed);
  for (MisplacedAgent& one : misplaced) {
    const std::size_t node = index_of(one.node);
    diagnosis::NodeObservation& seen = observation(node);
    if (probed) collector_->disown(one.node);
    seen = {};
    seen.misplaced = std::move(one.words);
  }
  if (!misplaced.empty()) note_ends(check_);  // nothing of theirs listens there
}

asio::awaitable<void> CheckRun::disarm(std::size_t node) {
  const auto limit = interrupted_ ? settings_.limits.interrupted : settings_.limits.disarm;
  std::function<Taken(wire::Disarmed)> take = [](wire::Disarmed) { return Taken(); };
  wire::Message order = wire::Disarm();
  if (nodes_[node].armed)
    static_cast<void>(
        co_await nodes_[node].link->ask<wire::Disarmed>(std::move(order), limit, std::move(take))
    );
  co_await fleet_.rest(*nodes_[node].link);
}

void CheckRun::note_agents() {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (nodes_[node].link == nullptr) continue;
    const fleet::AgentLink& link = *nodes_[node].link;
    diagnosis::NodeObservation& seen = observation(node);
    seen.agent_error = link.last_words();
    if (interrupted_ && !link.opened() && seen.agent_error.empty())
      seen.agent_error = "the check was interrupted before the agent was started";
    seen.own_host = own_host(check_.inventory.nodes[node], settings_.this_machine);
    seen.privileged = link.opened() && link.welcome().net_raw;
    if (!is_at_home(node)) {
      seen.agent_error = seen.misplaced;
      seen.privileged = false;
    }
    if (!link.opened() || !is_at_home(node))
      seen.agent = AgentState::unreachable;
    else if (link.usable() || seen.evidence_complete)  // what it said stands, however it ended
      seen.agent = AgentState::reached;
    else
      seen.agent = AgentState::lost;
  }
}

}  // namespace oakprobe::check
