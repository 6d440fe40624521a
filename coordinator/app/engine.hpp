#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/fleet/agent_binaries.hpp"
#include "coordinator/fleet/fleet.hpp"
#include "coordinator/fleet/undertaker.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace oakprobe::app {

// What the checks of a process have in common, and what outlives each of them: who buries agents,
// where they run, the fleet that lends them, and the agents that may be sent. Made by whoever owns
// the process, lent to one check after another.
class Engine {
 public:
  // Forks: only while the process has one thread, no other io_context, and no password in it. Also
  // lifts the process's limit of open files. Agents that are kept live as long as io() is run
  // between two checks, too: one that does not hear of us for some seconds ends.
  [[nodiscard]] static OrFailure<std::unique_ptr<Engine>> start(fleet::Keep keep = fleet::Keep::no);

  Engine(fleet::Undertaker undertaker, fleet::Keep keep);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();  // without close() the undertaker ends what is kept

  // Ends the agents that are kept, in order: within some seconds, and nothing else runs meanwhile.
  void close();

  [[nodiscard]] boost::asio::io_context& io() { return io_; }
  [[nodiscard]] fleet::Fleet& fleet() { return fleet_; }
  [[nodiscard]] const std::shared_ptr<fleet::AgentBinaries>& agents() const { return agents_; }

  // A check broke off in the middle, and its tasks are still there: they must never go on.
  void give_up();
  [[nodiscard]] bool is_given_up() const { return given_up_; }

 private:
  fleet::Undertaker undertaker_;
  boost::asio::io_context io_{1};
  fleet::Fleet fleet_;
  std::shared_ptr<fleet::AgentBinaries> agents_;
  bool given_up_ = false;
};

}  // namespace oakprobe::app
