#include "coordinator/notify/send.hpp"

#include "coordinator/alerts/alert_json.hpp"
#include "coordinator/notify/alertmanager.hpp"
#include "coordinator/notify/run_command.hpp"
#include "coordinator/notify/signature.hpp"

#include <algorithm>

namespace oakprobe::notify {
namespace {

// Of runs of which nothing is known, and of those that somebody starts when he likes.
constexpr std::chrono::seconds interval_assumed = std::chrono::hours(1);
constexpr std::chrono::seconds interval_max = std::chrono::days(7);

HttpPost webhook_post(
    const Receiver& receiver, const alerts::Alert& alert, const std::string& page
) {
  HttpPost post{receiver.url, alerts::body_of(alert, page), {}};
  post.headers.emplace_back("X-Oakprobe-Delivery", alerts::delivery_of(alert));
  if (!receiver.secret.empty())
    post.headers.emplace_back("X-Oakprobe-Signature", signature_of(post.body, receiver.secret));
  return post;
}

HttpPost alertmanager_post(
    const Receiver& receiver,
    std::span<const alerts::Alert> alerts,
    const std::string& page,
    const Pace& pace,
    std::int64_t now
) {
  const auto hold = std::chrono::ceil<std::chrono::seconds>(pace.hold).count();
  HttpPost post{receiver.url, alertmanager_body(alerts, now + hold, page), {}};
  post.url.target = alertmanager_target(receiver.url.target);
  return post;
}

}  // namespace

std::chrono::milliseconds Pace::pause(std::int64_t tries) const {
  auto pause = first_pause;
  for (std::int64_t i = 0; i < tries && pause < longest_pause; ++i) pause *= 2;
  return std::min(pause, longest_pause);
}

std::chrono::milliseconds hold_until_next_run(std::optional<std::chrono::seconds> interval) {
  const auto runs =
      std::clamp(interval.value_or(interval_assumed), std::chrono::seconds::zero(), interval_max);
  return 2 * runs + Pace{}.hold;
}

asio::awaitable<Sent> send(
    const Receiver& receiver, alerts::Alert alert, std::string page, Pace pace, std::int64_t now
) {
  if (receiver.kind == ReceiverKind::command) {
    std::string input = alerts::body_of(alert, page) + "\n";
    const auto deadline = net::Clock::now() + pace.command_timeout;
    co_return co_await run_command(receiver.command, std::move(input), deadline);
  }
  HttpPost post = receiver.kind == ReceiverKind::webhook
                      ? webhook_post(receiver, alert, page)
                      : alertmanager_post(receiver, std::span(&alert, 1), page, pace, now);
  co_return co_await http_post(std::move(post), net::Clock::now() + pace.timeout);
}

asio::awaitable<Sent> send_firing(
    const Receiver& receiver,
    std::vector<alerts::Alert> alerts,
    std::string page,
    Pace pace,
    std::int64_t now
) {
  HttpPost post = alertmanager_post(receiver, alerts, page, pace, now);
  co_return co_await http_post(std::move(post), net::Clock::now() + pace.timeout);
}

}  // namespace oakprobe::notify
