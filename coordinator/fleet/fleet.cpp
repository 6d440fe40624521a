#include "coordinator/fleet/fleet.hpp"

#include "base/check.hpp"

#include <utility>
#include <vector>

namespace oakprobe::fleet {
namespace {

// Whoever asked for the password has forgotten it: each try would count against the user.
bool lacks_password(const AgentStart& start) {
  return start.sudo_password && start.sudo_password->text().empty();
}

}  // namespace

Fleet::Seat::Seat(asio::any_io_executor executor, std::unique_ptr<AgentLink> its)
    : link(std::move(its)), revival(executor), tasks(std::move(executor)) {}

Fleet::Fleet(
    asio::any_io_executor executor,
    TransportStart start_transport,
    const LinkLimits& limits,
    Keep keep
)
    : executor_(std::move(executor)),
      start_transport_(std::move(start_transport)),
      limits_(limits),
      keep_(keep) {}

Fleet::Fleet(
    asio::any_io_executor executor, Undertaker* undertaker, const LinkLimits& limits, Keep keep
)
    : Fleet(executor, as_child_process(executor, undertaker), limits, keep) {}

Fleet::~Fleet() = default;

AgentLink& Fleet::borrow(const std::string& node, AgentStart start, wire::Hello hello) {
  LinkHook hook =
      std::exchange(start.tell, [this, node](const LinkEvent& event) { on_event(node, event); });
  auto at = seats_.find(node);
  if (at == seats_.end()) {
    auto link = std::make_unique<AgentLink>(
        executor_, start_transport_, limits_, std::move(start), std::move(hello)
    );
    at = seats_.try_emplace(node, executor_, std::move(link)).first;
  } else {
    CHECK(!at->second.lent);
    at->second.revival.cancel();  // it is to be there at once
    at->second.link->prepare(std::move(start), std::move(hello));
  }
  Seat& seat = at->second;
  seat.lent = true;
  seat.hook = std::move(hook);
  return *seat.link;
}

asio::awaitable<void> Fleet::rest(AgentLink& link) {
  if (!keeps() || !link.is_at_rest()) co_await link.close();
}

void Fleet::give_back(const std::string& node) {
  const auto at = seats_.find(node);
  CHECK(at != seats_.end());
  Seat& seat = at->second;
  seat.lent = false;
  seat.hook = nullptr;
  if (!keeps()) {
    seats_.erase(at);
    return;
  }
  seat.link->let_go();
  if (seat.link->is_up()) seat.losses = 0;
  revive_if_lost(seat);
}

void Fleet::on_event(const std::string& node, const LinkEvent& event) {
  Seat& seat = seats_.at(node);
  if (seat.hook) seat.hook(event);
  if (!seat.lent && std::holds_alternative<AgentLost>(event)) revive_if_lost(seat);
}

void Fleet::revive_if_lost(Seat& seat) {
  const bool lost = seat.link->opened() && !seat.link->usable();
  if (!keeps() || !lost || seat.leaving || seat.reviving || lacks_password(seat.link->how()))
    return;
  seat.reviving = true;
  seat.tasks.spawn(revive(seat));
}

asio::awaitable<void> Fleet::revive(Seat& seat) {
  while (!seat.leaving && !seat.lent) {
    // Named: with the increment within the call GCC 12 lays out the coroutine's frame wrongly.
    const auto pause = revival_pause(limits_, seat.losses++);
    seat.revival.expires_after(pause);
    co_await seat.revival.async_wait(net::as_result);
    if (seat.leaving || seat.lent) break;  // who borrowed it starts it
    if (co_await seat.link->open()) break;
  }
  seat.reviving = false;
}

asio::awaitable<void> Fleet::keep_only(std::map<std::string, std::string> keys) {
  std::vector<asio::awaitable<void>> ends;
  for (auto& [node, seat] : seats_) {
    const auto key = keys.find(node);
    const bool stays = key != keys.end() && key->second == seat.link->how().key;
    if (!seat.lent && !stays) ends.push_back(end(seat));
  }
  co_await net::run_all(std::move(ends));
  std::erase_if(seats_, [](const auto& seat) { return seat.second.leaving; });
}

asio::awaitable<void> Fleet::end(Seat& seat) {
  seat.leaving = true;
  seat.revival.cancel();
  seat.link->interrupt();
  co_await seat.tasks.drained();
  co_await seat.link->close();
}

asio::awaitable<void> Fleet::close() { return keep_only({}); }

}  // namespace oakprobe::fleet
