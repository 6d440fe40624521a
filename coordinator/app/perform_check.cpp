#include "coordinator/app/perform_check.hpp"

#include "coordinator/app/clear_to_send.hpp"
#include "coordinator/app/running_check.hpp"

#include <utility>

namespace oakprobe::app {
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
