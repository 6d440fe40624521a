#pragma once

#include "coordinator/fleet/agent_link.hpp"
#include "coordinator/fleet/agent_start.hpp"
#include "coordinator/fleet/transport_start.hpp"
#include "net/task_group.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace oakprobe::fleet {

// Whether agents outlive the check that they were lent to.
enum class Keep : std::uint8_t { no, yes };

// The agents of a deployment, by their nodes' names: lends them to a check, one at a time. Those
// that it keeps it starts again when they are lost, so that the next check finds them. Must be
// closed, if it keeps any, and outlives whom it lends to.
class Fleet {
 public:
  Fleet(
      asio::any_io_executor executor,
      TransportStart start_transport,
      const LinkLimits& limits,
      Keep keep = Keep::no
  );
  // As child processes.
  Fleet(
      asio::any_io_executor executor,
      Undertaker* undertaker,
      const LinkLimits& limits,
      Keep keep = Keep::no
  );
  ~Fleet();

  [[nodiscard]] bool keeps() const { return keep_ == Keep::yes; }

  // To be opened, which takes no time where it is up, until it is given back.
  [[nodiscard]] AgentLink& borrow(const std::string& node, AgentStart start, wire::Hello hello);

  // When what was to be asked is asked: ends the agent, unless it is kept and fit for it.
  [[nodiscard]] asio::awaitable<void> rest(AgentLink& link);

  // When what it said, and how it ended, was noted.
  void give_back(const std::string& node);

  // Ends the agents of nodes that are not named here, and of those whose agent is started otherwise
  // now: the keys (AgentStart) by node. Those that are lent stay.
  [[nodiscard]] asio::awaitable<void> keep_only(std::map<std::string, std::string> keys);

  // How many nodes have a place here.
  [[nodiscard]] std::size_t size() const { return seats_.size(); }

  // Ends all agents that are kept. Nothing is lent then.
  [[nodiscard]] asio::awaitable<void> close();

 private:
  // A node's place in the fleet.
  struct Seat {
    Seat(asio::any_io_executor executor, std::unique_ptr<AgentLink> its);

    std::unique_ptr<AgentLink> link;
    LinkHook hook;  // of whom it is lent to
    bool lent = true;
    bool leaving = false;
    bool reviving = false;
    unsigned losses = 0;  // since it last served a check to its end
    asio::steady_timer revival;
    net::TaskGroup tasks;  // the revival
  };

  void on_event(const std::string& node, const LinkEvent& event);
  void revive_if_lost(Seat& seat);
  [[nodiscard]] asio::awaitable<void> revive(Seat& seat);
  [[nodiscard]] asio::awaitable<void> end(Seat& seat);

  asio::any_io_executor executor_;
  TransportStart start_transport_;
  LinkLimits limits_;
  Keep keep_;
  std::map<std::string, Seat> seats_;
};

}  // namespace oakprobe::fleet
