#include "coordinator/fleet/fleet.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::fleet {
namespace {

constexpr unsigned doublings_max = 16;

// Whoever asked for the password has forgotten it: each try would count against the user.
bool lacks_password(const AgentStart& start) {
  return start.sudo_password && start.sudo_password->text().empty();
}

}  // namespace

Fleet::Seat::Seat(asio::any_io_executor executor, std::unique_ptr<AgentLink> its)
    : link(std::move(its)), revival(std::move(executor)) {}

Fleet::Fleet(
    asio::any_io_executor executor, Undertaker* undertaker, const LinkLimits& limits, Keep keep
)
    : executor_(std::move(executor)),
      undertaker_(undertaker),
      limits_(limits),
      keep_(keep),
      tasks_(executor_) {}

Fleet::~Fleet() = default;

AgentLink& Fleet::borrow(const std::string& node, AgentStart start, wire::Hello hello) {
  LinkHook hook =
      std::exchange(start.tell, [this, node](const LinkEvent& event) { take_event(node, event); });
  auto at = seats_.find(node);
  if (at == seats_.end()) {
    auto link = std::make_unique<AgentLink>(
        executor_, undertaker_, limits_, std::move(start), std::move(hello)
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

void Fleet::take_event(const std::string& node, const LinkEvent& event) {
  Seat& seat = seats_.at(node);
  if (seat.hook) seat.hook(event);
  if (!seat.lent && std::holds_alternative<AgentLost>(event)) revive_if_lost(seat);
}

void Fleet::revive_if_lost(Seat& seat) {
  const bool lost = seat.link->opened() && !seat.link->usable();
  if (!keeps() || closing_ || !lost || seat.reviving || lacks_password(seat.link->how())) return;
  seat.reviving = true;
  tasks_.spawn(revive(seat));
}

asio::awaitable<void> Fleet::revive(Seat& seat) {
  while (!closing_ && !seat.lent) {
    const unsigned doublings = std::min(seat.losses++, doublings_max);
    seat.revival.expires_after(std::min(limits_.revival * (1U << doublings), limits_.revival_max));
    co_await seat.revival.async_wait(net::as_result);
    if (closing_ || seat.lent) break;  // who borrowed it starts it
    if (co_await seat.link->open()) break;
  }
  seat.reviving = false;
}

asio::awaitable<void> Fleet::close() {
  closing_ = true;
  for (auto& [node, seat] : seats_) {
    seat.revival.cancel();
    seat.link->interrupt();
  }
  co_await tasks_.drained();
  std::vector<asio::awaitable<void>> ends;
  for (auto& [node, seat] : seats_) ends.push_back(seat.link->close());
  co_await net::run_all(std::move(ends));
  seats_.clear();
}

}  // namespace oakprobe::fleet
