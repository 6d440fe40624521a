#pragma once

#include "coordinator/fleet/agent_link.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::fleet {

// A link to a fake agent, which does what its arguments say.
class AgentLinkTest : public ::testing::Test {
 protected:
  std::unique_ptr<AgentLink> link_to(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), OAKPROBE_FAKE_AGENT);
    return std::make_unique<AgentLink>(
        io.get_executor(),
        as_child_process(io.get_executor(), nullptr),
        limits,
        std::move(arguments),
        wire::Hello()
    );
  }

  bool open(AgentLink& link) { return run_coroutine_while(link.open()); }
  void close(AgentLink& link) { testing::run_coroutine(io, link.close()); }

  bool ask_facts(AgentLink& link) {
    return run_coroutine_while(link.ask<evidence::Facts>(
        wire::FactsRequest(), limits.answer, [](evidence::Facts) { return Taken(); }
    ));
  }
  bool ask_evidence(AgentLink& link) {
    return run_coroutine_while(link.ask<wire::Evidence>(
        wire::EvidenceRequest(),
        limits.answer,
        [this](wire::Evidence part) {
          return Taken{part.last, ++parts > 50 ? "too many" : ""};
        }
    ));
  }

  // The link's own tasks go on while a test looks at it: only until this one is over.
  // `meanwhile` comes before anything that the agent sends in answer.
  bool run_coroutine_while(
      asio::awaitable<bool> coroutine, std::function<void()> meanwhile = [] {}
  ) {
    std::optional<bool> result;
    asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr failure, bool value) {
      ASSERT_FALSE(failure);
      result = value;
    });
    asio::post(io, std::move(meanwhile));
    io.restart();
    while (!result && io.run_one() > 0) {
    }
    return result.value_or(false);
  }

  asio::io_context io{1};
  LinkLimits limits;
  int parts = 0;
};

}  // namespace oakprobe::fleet
