#include "coordinator/app/compare_firewalls.hpp"

#include "coordinator/app/program_directory.hpp"
#include "coordinator/firewall/against.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace oakprobe::app {
namespace {

using firewall::NeededRules;
using firewall::SeenNode;
using inventory::Inventory;

std::vector<check::ExposureOfNode> questions_to(
    const Inventory& inventory, const NeededRules& needed
) {
  std::vector<check::ExposureOfNode> nodes;
  for (const firewall::NodeRules& rules : needed.nodes)
    nodes.push_back({rules.node, firewall::questions(inventory, needed, rules), {}, {}});
  return nodes;
}

// What is told before it ends is the caller's; what is thrown goes to him, too.
std::vector<check::ExposureOfNode> ask_all(
    Engine& engine, check::ExposureRun& run, const ComparisonWatch& watch
) {
  std::vector<check::ExposureOfNode> told;
  std::exception_ptr failure;
  watch.began(run, engine.io().get_executor());
  boost::asio::co_spawn(
      engine.io(),
      run.run(),
      [&](std::exception_ptr thrown, std::vector<check::ExposureOfNode> nodes) {
        failure = std::move(thrown);
        told = std::move(nodes);
        watch.ended();
        if (failure) engine.give_up();
      }
  );
  engine.io().run();
  if (failure) std::rethrow_exception(failure);
  return told;
}

}  // namespace

OrFailure<FirewallComparison> compare_firewalls(
    Engine& engine,
    Inventory inventory,
    const CompareFirewalls& request,
    const ComparisonWatch& watch
) {
  const auto applied = apply_agent_options(request.agents, inventory);
  if (!applied) return applied.error();
  const auto rules = needed_by(inventory, request.rules);
  if (!rules) return rules.error();
  std::vector<bool> asked(inventory.nodes.size());
  for (const firewall::NodeRules& one : rules->nodes) asked[index_of(one.node)] = true;
  auto password = ask_sudo_password(inventory, asked, watch.ask_password);
  if (!password) return password.error();
  if (const auto push = announce_push(inventory, asked, *engine.agents()))
    watch.push_announced(*push);

  check::CheckSettings settings;
  settings.agents_at_once = request.agents_at_once;
  settings.agents = engine.agents();
  settings.local_agent = local_agent(program_directory());
  settings.sudo_password = std::move(*password);
  check::ExposureRun run(
      inventory,
      questions_to(inventory, *rules),
      std::move(settings),
      engine.fleet(),
      watch.progressed
  );
  std::vector<SeenNode> seen;
  FirewallComparison comparison;
  try {
    for (check::ExposureOfNode& one : ask_all(engine, run, watch))
      seen.push_back({std::move(one.told), std::move(one.trouble)});
  } catch (const std::exception& error) {
    return oakprobe_failed(error.what());
  }
  const auto differences = firewall::differences(inventory, *rules, seen);
  comparison.table = firewall::against_table(inventory, *rules, differences);
  comparison.wrong =
      std::ranges::any_of(differences, firewall::is_wrong, &firewall::Difference::kind);
  comparison.unknown =
      std::ranges::any_of(differences, firewall::is_unknown, &firewall::Difference::kind);
  comparison.interrupted = run.interrupted();
  comparison.doubts = firewall::all_doubts(*rules);
  return comparison;
}

}  // namespace oakprobe::app
