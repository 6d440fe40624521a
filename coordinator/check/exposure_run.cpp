#include "coordinator/check/exposure_run.hpp"

#include "coordinator/check/agent_start.hpp"
#include "coordinator/check/finish_check.hpp"
#include "coordinator/check/misplaced_agents.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace oakprobe::check {
namespace {

// Five tools of a host, each of which may take some seconds where rules are many.
constexpr fleet::LinkLimits::Duration reading_limit{40'000};
constexpr std::size_t read_at_once = 64;

}  // namespace

ExposureRun::ExposureRun(
    const inventory::Inventory& inventory,
    std::vector<ExposureOfNode> nodes,
    CheckSettings settings,
    fleet::Fleet& fleet,
    ProgressHook progress
)
    : inventory_(inventory),
      nodes_(std::move(nodes)),
      settings_(std::move(settings)),
      fleet_(fleet),
      turns_(std::move(progress)),
      check_(begin_check(inventory)),
      identity_(draw_run_identity()),
      links_(nodes_.size()) {}

boost::asio::awaitable<std::vector<ExposureOfNode>> ExposureRun::run() {
  borrow_agents();
  co_await take_turns(Phase::starting, &ExposureRun::start, settings_.agents_at_once);
  if (settings_.sudo_password) settings_.sudo_password->forget();
  co_await take_turns(Phase::reading_facts, &ExposureRun::ask_facts, read_at_once);
  disown_misplaced();
  co_await take_turns(Phase::reading_rules, &ExposureRun::ask, read_at_once);
  co_await take_turns(Phase::disarming, &ExposureRun::rest, nodes_.size());
  note_troubles();
  co_return std::move(nodes_);
}

void ExposureRun::borrow_agents() {
  sendings_ = std::make_shared<fleet::SendingTally>(inventory_.nodes.size(), [this] {
    if (turns_.phase() == Phase::starting)
      turns_.note_bytes(sendings_->arrived(), sendings_->total());
  });
  const std::string run = to_string(identity_.id);
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    const inventory::Node& node = inventory_.node(nodes_[at].node);
    if (node.agent.none) continue;
    const std::size_t number = index_of(nodes_[at].node);
    fleet::AgentStart start = agent_start(node, number, run, settings_);
    if (start.push) {
      start.tally = sendings_;
      sendings_->expect(number);
    }
    links_[at] = &fleet_.borrow(node.name, std::move(start), hello_to(node, number, identity_.id));
  }
}

boost::asio::awaitable<void> ExposureRun::take_turns(Phase phase, Step step, std::size_t at_once) {
  std::deque<PhaseTurns::Turn> turns;
  for (std::size_t at = 0; at < nodes_.size(); ++at)
    if (links_[at] != nullptr) turns.push_back({at, 1});
  PhaseTurns::Step take = [this, step](std::size_t at) { return (this->*step)(at); };
  co_await turns_.take(phase, std::move(turns), std::move(take), at_once);
}

boost::asio::awaitable<void> ExposureRun::start(std::size_t at) {
  static_cast<void>(co_await links_[at]->open());  // last_words() tell why not
  sendings_->end(index_of(nodes_[at].node));
}

boost::asio::awaitable<void> ExposureRun::ask_facts(std::size_t at) {
  std::function<fleet::Taken(evidence::Facts)> take = [this, at](evidence::Facts facts) {
    check_.nodes[index_of(nodes_[at].node)].observation.facts = std::move(facts);
    return fleet::Taken();
  };
  wire::Message question = wire::FactsRequest();
  static_cast<void>(co_await links_[at]->ask<evidence::Facts>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

// What an agent on another node's machine would tell is not its node's.
void ExposureRun::disown_misplaced() {
  for (const MisplacedAgent& one : misplaced_agents(check_, false)) {
    const auto node = std::ranges::find(nodes_, one.node, &ExposureOfNode::node);
    if (node != nodes_.end()) node->trouble = "its agent is not on it: " + one.words;
  }
}

boost::asio::awaitable<void> ExposureRun::ask(std::size_t at) {
  if (!links_[at]->usable() || !nodes_[at].trouble.empty()) co_return;
  if (!links_[at]->welcome().reads_rules) {
    nodes_[at].trouble = "its agent is older than this oakprobe, and can't read rules";
    co_return;
  }
  std::function<fleet::Taken(evidence::Exposure)> take = [this, at](evidence::Exposure told) {
    ExposureOfNode& node = nodes_[at];
    if (told.trouble.empty() && told.needs.size() != node.needs.size())
      node.trouble = "its agent answered another question";
    else
      node.told = std::move(told);
    return fleet::Taken();
  };
  wire::Message question = wire::ExposureRequest{nodes_[at].needs};
  static_cast<void>(co_await links_[at]->ask<evidence::Exposure>(
      std::move(question), reading_limit, std::move(take)
  ));
}

boost::asio::awaitable<void> ExposureRun::rest(std::size_t at) {
  co_await fleet_.rest(*links_[at]);
}

void ExposureRun::note_troubles() {
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    ExposureOfNode& node = nodes_[at];
    if (links_[at] == nullptr) {
      node.trouble = "the inventory says that it has no agent";
      continue;
    }
    if (!node.told && node.trouble.empty()) {
      node.trouble = links_[at]->last_words();
      if (node.trouble.empty())
        node.trouble = interrupted_ ? "interrupted before its agent answered"
                                    : "its agent did not answer in time";
    }
    fleet_.give_back(inventory_.node(node.node).name);
  }
}

WaitedFor ExposureRun::waited_for(std::size_t named_max) const {
  return turns_.waited_for(named_max, [this](std::size_t at) {
    return inventory_.node(nodes_[at].node).name;
  });
}

void ExposureRun::interrupt() {
  if (std::exchange(interrupted_, true)) return;
  turns_.interrupt();
  if (turns_.phase() == Phase::disarming) return;
  for (fleet::AgentLink* link : links_)
    if (link != nullptr) link->interrupt();
}

}  // namespace oakprobe::check
