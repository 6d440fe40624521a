#include "coordinator/cli/perform_check.hpp"

#include "coordinator/check/check_run.hpp"
#include "coordinator/cli/agent_log.hpp"
#include "coordinator/cli/agent_options.hpp"
#include "coordinator/cli/announce_push.hpp"
#include "coordinator/cli/choose_plan.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/early_results.hpp"
#include "coordinator/cli/interruption.hpp"
#include "coordinator/cli/program_directory.hpp"
#include "coordinator/cli/progress_display.hpp"
#include "coordinator/cli/sudo_password.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/cli/this_machine.hpp"
#include "coordinator/report/early_results.hpp"
#include "net/socket_options.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <ctime>
#include <exception>
#include <unistd.h>

namespace oakprobe::cli {
namespace {

namespace asio = boost::asio;

// Above this many, a JSON report lists only what is not as expected, unless --paths says otherwise.
constexpr std::size_t paths_listed_max = 20'000;

// So that the line fits a terminal.
constexpr std::size_t waiting_named_max = 3;

// RFC 3339, UTC, whole seconds.
std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[sizeof "2026-01-01T00:00:00Z" + 8];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

using Agents = std::shared_ptr<fleet::AgentBinaries>;

check::CheckSettings settings_of(const CheckOptions& options, Agents agents, Secret sudo_password) {
  check::CheckSettings settings;
  settings.probing.attempts = options.attempts;
  settings.probing.timeout_ms = static_cast<std::uint32_t>(options.timeout.count());
  settings.probing.rate = options.rate;
  settings.probing.ask = !options.observe;
  settings.agents_at_once = options.agents_at_once;
  settings.listen = options.observe ? wire::ListenPolicy::never : options.listen;
  settings.agents = std::move(agents);
  settings.local_agent = local_agent(program_directory());
  settings.sudo_password = std::move(sudo_password);
  settings.this_machine = this_machine();
  return settings;
}

// Tells of each agent as it comes and goes.
void log_agents(const inventory::Inventory& inventory, check::CheckSettings& settings) {
  std::vector<AgentLog::Node> nodes;
  for (const inventory::Node& node : inventory.nodes)
    nodes.push_back({node.name, check::own_host(node, settings.this_machine)});
  settings.agent_hook = [log =
                             std::make_shared<AgentLog>(std::move(nodes), settings.sudo_password)](
                            std::size_t node, const fleet::LinkEvent& event
                        ) { log->note(node, event); };
}

bool selects_nothing(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
) {
  std::uint64_t paths = 0;
  for (const auto& count : inventory::count_paths(inventory, selection)) paths += count.paths;
  if (paths == 0) complain("nothing is selected: no path of this inventory fits the options");
  return paths == 0;
}

// The check itself, on this thread, with its undertaker around it.
diagnosis::FinishedCheck perform(
    inventory::Inventory inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    const CheckOptions& options,
    Agents agents,
    Secret sudo_password,
    fleet::Undertaker& undertaker
) {
  asio::io_context io(1);
  std::optional<ProgressDisplay> display;  // asks the run, which tells it
  const auto on_progress = [&display](const check::Progress& now) { display->show(now); };
  check::CheckSettings settings = settings_of(options, std::move(agents), std::move(sudo_password));
  if (options.verbose) log_agents(inventory, settings);
  EarlyResults early(io.get_executor(), [&display](const std::string& text) {
    display->print(text);
  });
  if (!options.quiet && (options.verbose || is_terminal(STDERR_FILENO)))
    settings.early_hook = [&early, &options](const diagnosis::FinishedCheck& check) {
      if (check.paths.size() > paths_listed_max) return;  // to be told twice costs too much
      const auto style = terminal_style(STDERR_FILENO, options.no_color);
      early.know(report::render_early_results(check, style));
    };
  fleet::Fleet fleet(io.get_executor(), &undertaker, settings.limits);
  check::CheckRun run(
      io.get_executor(),
      std::move(inventory),
      selection,
      plan,
      std::move(settings),
      fleet,
      on_progress
  );
  display.emplace(io.get_executor(), options.verbose, [&run] {
    return run.waited_for(waiting_named_max);
  });
  Interruption interruption(io, [&run, &display] {
    display->erase();
    complain("interrupted; freeing every port (once more: end at once)");
    run.interrupt();
  });
  diagnosis::FinishedCheck finished;
  std::exception_ptr failure;
  const std::string started = utc_now();
  const auto began = std::chrono::steady_clock::now();
  asio::co_spawn(io, run.run(), [&](std::exception_ptr error, diagnosis::FinishedCheck check) {
    failure = error;
    if (error) io.stop();  // nothing is left that would end the agents' tasks
    finished = std::move(check);
    interruption.stop();
    early.stop();
    display->erase();
  });
  io.run();
  display->erase();
  if (failure) std::rethrow_exception(failure);
  if (options.inventory != "-") finished.deployment = options.inventory;
  finished.started = started;
  finished.finished = utc_now();
  finished.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began
  );
  finished.fail_on = options.fail_on;
  const bool many = finished.paths.size() > paths_listed_max;
  finished.listed =
      options.paths.value_or(many ? diagnosis::PathList::failed : diagnosis::PathList::all);
  return finished;
}

}  // namespace

PerformedCheck perform_check(
    inventory::Inventory inventory,
    const inventory::PathSelection& selection,
    const CheckOptions& options,
    const BeforeSending& before
) {
  if (selects_nothing(inventory, selection)) return {std::nullopt, exit_wrong_input};
  auto chosen = choose_plan(inventory, selection, options.plan, PlanUse::run);
  if (!chosen) return {std::nullopt, exit_wrong_input};
  if (!apply_agent_options(options, inventory)) return {std::nullopt, exit_wrong_input};

  net::raise_open_files_limit();
  auto undertaker = fleet::Undertaker::start();  // while there is one thread, and no io_context
  if (!undertaker) {
    complain("cannot watch over the agents: " + undertaker.error().message());
    return {std::nullopt, exit_oakprobe_failed};
  }
  auto password =
      ask_sudo_password(inventory, selection, chosen->plan);  // the undertaker must not know it
  if (!password) return {std::nullopt, exit_wrong_input};
  if (!can_keep_rotation(*chosen) || !before()) return {std::nullopt, exit_oakprobe_failed};
  auto agents = std::make_shared<fleet::AgentBinaries>(program_directory());
  const auto sends = push_announcement(inventory, selection, chosen->plan, *agents);
  if (!sends.empty() && !options.quiet) complain(sends);
  diagnosis::FinishedCheck finished = perform(
      std::move(inventory),
      selection,
      chosen->plan,
      options,
      std::move(agents),
      std::move(*password),
      *undertaker
  );
  keep_rotation(*chosen, finished);
  return {std::move(finished), 0};
}

}  // namespace oakprobe::cli
