#pragma once

#include "coordinator/check/check_settings.hpp"
#include "coordinator/check/phase_turns.hpp"
#include "coordinator/check/run_identity.hpp"
#include "coordinator/fleet/fleet.hpp"
#include "coordinator/fleet/sending_tally.hpp"
#include "evidence/exposure.hpp"
#include "inventory/inventory.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::check {

// What one node's agent is asked, and what it told.
struct ExposureOfNode {
  NodeId node{};
  std::vector<evidence::NeededPort> needs;
  std::optional<evidence::Exposure> told;
  std::string trouble;  // why nothing was told
};

// Asks agents what their hosts let in. None is armed: nothing is listened on and nothing is sent.
// The agents are borrowed from the fleet, which outlives it, as the inventory does.
class ExposureRun {
 public:
  ExposureRun(
      const inventory::Inventory& inventory,
      std::vector<ExposureOfNode> nodes,
      CheckSettings settings,
      fleet::Fleet& fleet,
      ProgressHook progress
  );

  // While it runs: the nodes whose part of the phase has begun and not ended.
  [[nodiscard]] WaitedFor waited_for(std::size_t named_max) const;

  // Once. The nodes as they were given, with what was told.
  [[nodiscard]] boost::asio::awaitable<std::vector<ExposureOfNode>> run();

  // Starts nothing new, and ends with what is known.
  void interrupt();
  [[nodiscard]] bool interrupted() const { return interrupted_; }

 private:
  using Step = boost::asio::awaitable<void> (ExposureRun::*)(std::size_t at);

  void borrow_agents();
  [[nodiscard]] boost::asio::awaitable<void> take_turns(
      Phase phase, Step step, std::size_t at_once
  );
  [[nodiscard]] boost::asio::awaitable<void> start(std::size_t at);
  [[nodiscard]] boost::asio::awaitable<void> ask_facts(std::size_t at);
  void disown_misplaced();
  [[nodiscard]] boost::asio::awaitable<void> ask(std::size_t at);
  [[nodiscard]] boost::asio::awaitable<void> rest(std::size_t at);
  void note_troubles();

  const inventory::Inventory& inventory_;
  std::vector<ExposureOfNode> nodes_;
  CheckSettings settings_;
  fleet::Fleet& fleet_;
  PhaseTurns turns_;
  diagnosis::FinishedCheck check_;  // of which the facts alone are known
  RunIdentity identity_;
  bool interrupted_ = false;
  std::shared_ptr<fleet::SendingTally> sendings_;
  std::vector<fleet::AgentLink*> links_;  // by position in nodes_; null: it has no agent
};

}  // namespace oakprobe::check
