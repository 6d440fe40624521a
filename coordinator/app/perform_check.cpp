#include "coordinator/app/perform_check.hpp"

#include "coordinator/app/running_check.hpp"

#include <optional>
#include <string>
#include <utility>

namespace oakprobe::app {
namespace {

// All that is to be said and asked before anything is sent.
OrFailure<Secret> clear_to_send(
    const PreparedCheck& prepared, fleet::AgentBinaries& agents, CheckObserver& observer
) {
  const auto& [inventory, selection, request, chosen] = prepared;
  if (!chosen.warning.empty()) observer.warn(chosen.warning);
  auto password =
      ask_sudo_password(inventory, selection, chosen.plan, [&](const std::string& nodes) {
        return observer.sudo_password(nodes);
      });
  if (!password) return password;
  auto ready = can_keep_rotation(chosen);
  if (ready) ready = observer.before_sending();
  if (!ready) return ready.error();
  const auto push = announce_push(inventory, selection, chosen.plan, agents);
  if (push) observer.push_announced(*push);
  return password;
}

}  // namespace

OrFailure<diagnosis::FinishedCheck> perform_check(
    Engine& engine, PreparedCheck prepared, CheckObserver& observer
) {
  if (engine.is_given_up())
    return oakprobe_failed("an earlier check broke off in the middle; start oakprobe anew");
  auto password = clear_to_send(prepared, *engine.agents(), observer);
  if (!password) return password.error();
  boost::asio::io_context& io = engine.io();
  if (io.stopped()) io.restart();  // the last check's work ran out
  RunningCheck running(
      CheckMeans{io.get_executor(), engine.fleet(), engine.agents(), std::move(*password)},
      std::move(prepared),
      observer
  );
  bool ended = false;
  running.start([&](bool failed) {
    ended = true;
    if (failed) engine.give_up();
  });
  // Agents that are kept go on, and nothing else of the check does.
  while ((!ended || !engine.fleet().keeps()) && io.run_one() > 0) {
  }
  return running.take_result();
}

}  // namespace oakprobe::app
