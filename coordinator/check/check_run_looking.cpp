#include "coordinator/check/check_run.hpp"
#include "coordinator/check/look_orders.hpp"
#include "coordinator/check/look_times.hpp"

#include <algorithm>
#include <utility>

// Closer looks at what tells more then.
namespace oakprobe::check {

using fleet::Taken;

// Judges by what is known so far; true: a closer look at something tells more.
asio::awaitable<bool> CheckRun::plan_looking() {
  if (interrupted_ || settings_.brief) co_return false;
  co_await judge();
  if (interrupted_) co_return false;  // meanwhile
  std::vector<bool> can_look(nodes_.size());
  std::vector<bool> armed(nodes_.size());
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    const NodeRun& node = nodes_[at];
    can_look[at] = node.probed != 0 && is_usable(at) && is_at_home(at);
    armed[at] = node.armed;
  }
  std::vector<wire::LookOrder> orders = look_orders(check_, can_look, armed, settings_.probing);
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    looking_limit_ = std::max(looking_limit_, looking_time(orders[at]));
    nodes_[at].look_order = std::move(orders[at]);
  }
  const bool looks = looking_limit_ > std::chrono::milliseconds::zero();
  if (looks && settings_.early_hook) settings_.early_hook(check_);
  co_return looks;
}

asio::awaitable<void> CheckRun::look(std::size_t node) {
  if (nodes_[node].look_order.looks.empty()) co_return;
  std::function<Taken(wire::Looked)> take = [this, node](wire::Looked looked) {
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{true, collector_->accept(from, std::move(looked), nodes_[node].look_order)};
  };
  const auto limit = looking_limit_ + settings_.limits.late;
  wire::Message order = nodes_[node].look_order;
  static_cast<void>(
      co_await nodes_[node].link->ask<wire::Looked>(std::move(order), limit, std::move(take))
  );
}

asio::awaitable<void> CheckRun::collect_looks(std::size_t node) {
  if (!nodes_[node].armed || !is_at_home(node)) co_return;
  std::function<Taken(wire::LookReceipts)> take = [this, node](const wire::LookReceipts& receipts) {
    const NodeId from{static_cast<std::uint32_t>(node)};
    return Taken{true, collector_->accept(from, receipts)};
  };
  wire::Message question = wire::LookReceiptsRequest();
  static_cast<void>(co_await nodes_[node].link->ask<wire::LookReceipts>(
      std::move(question), settings_.limits.answer, std::move(take)
  ));
}

}  // namespace oakprobe::check
