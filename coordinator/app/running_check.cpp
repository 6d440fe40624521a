#include "coordinator/app/running_check.hpp"

#include "coordinator/app/agent_options.hpp"
#include "coordinator/app/program_directory.hpp"
#include "coordinator/app/this_machine.hpp"

#include <boost/asio/co_spawn.hpp>

#include <ctime>
#include <memory>
#include <utility>
#include <vector>

namespace oakprobe::app {
namespace {

// RFC 3339, UTC, whole seconds.
std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[sizeof "2026-01-01T00:00:00Z" + 8];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

// As many words as main() would have for it.
std::string words_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

RunningCheck::RunningCheck(CheckMeans means, PreparedCheck prepared, CheckObserver& observer)
    : executor_(means.executor), observer_(observer), prepared_(std::move(prepared)) {
  check::CheckSettings settings = settings_of(means);  // which needs the inventory
  run_.emplace(
      executor_,
      std::move(prepared_.inventory),
      prepared_.selection,
      prepared_.chosen.plan,
      std::move(settings),
      means.fleet,
      [this](const check::Progress& now) { observer_.progressed(now); }
  );
}

check::CheckSettings RunningCheck::settings_of(CheckMeans& means) {
  const CheckRequest& request = prepared_.request;
  check::CheckSettings settings;
  settings.probing.attempts = request.attempts;
  settings.probing.timeout_ms = static_cast<std::uint32_t>(request.timeout.count());
  settings.probing.rate = request.rate;
  settings.probing.ask = !request.observe;
  settings.agents_at_once = request.agents_at_once;
  settings.listen = request.observe ? wire::ListenPolicy::never : request.listen;
  settings.brief = request.brief;
  settings.trace_firewall = request.trace_firewall;
  settings.agents = std::move(means.agents);
  settings.local_agent = local_agent(program_directory());
  settings.sudo_password = std::move(means.sudo_password);
  settings.this_machine = this_machine();
  settings.early_hook = [this](const diagnosis::FinishedCheck& check) {
    observer_.known_early(check);
  };
  if (observer_.wants_agent_events()) tell_of_agents(settings);
  return settings;
}

void RunningCheck::tell_of_agents(check::CheckSettings& settings) {
  struct Node {
    std::string name;
    std::string own_host;
  };
  const auto nodes = std::make_shared<std::vector<Node>>();  // each agent has a copy of the hook
  for (const inventory::Node& node : prepared_.inventory.nodes)
    nodes->push_back({node.name, check::own_host(node, settings.this_machine)});
  settings.agent_hook = [this, nodes, password = settings.sudo_password](
                            std::size_t number, const fleet::LinkEvent& event
                        ) {
    const Node& node = nodes->at(number);
    std::string text = agent_event_text(event);
    if (password) text = password->hidden_in(text);
    observer_.agent_changed({node.name, node.own_host, std::move(text)});
  };
}

void RunningCheck::start(std::function<void(bool failed)> ended) {
  observer_.began(*this);
  started_ = utc_now();
  started_at_ = std::chrono::steady_clock::now();
  boost::asio::co_spawn(
      executor_,
      run_->run(),
      [this, ended = std::move(ended)](std::exception_ptr failure, diagnosis::FinishedCheck check) {
        failure_ = std::move(failure);
        if (!failure_) finished_ = std::move(check);
        observer_.ended();
        ended(failure_ != nullptr);
      }
  );
}

check::WaitedFor RunningCheck::waited_for(std::size_t named_max) const {
  return run_->waited_for(named_max);
}

void RunningCheck::interrupt() { run_->interrupt(); }

OrFailure<diagnosis::FinishedCheck> RunningCheck::take_result() {
  if (failure_) return oakprobe_failed(words_of(failure_));
  diagnosis::FinishedCheck& check = finished_.value();
  const CheckRequest& request = prepared_.request;
  check.deployment = request.deployment;
  check.started = started_;
  check.finished = utc_now();
  check.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started_at_
  );
  check.fail_on = request.fail_on;
  const bool many = check.paths.size() > paths_listed_max;
  check.listed =
      request.paths.value_or(many ? diagnosis::PathList::failed : diagnosis::PathList::all);
  const std::string warning = keep_rotation(prepared_.chosen, check);
  if (!warning.empty()) observer_.warn(warning);
  return std::move(check);
}

}  // namespace oakprobe::app
