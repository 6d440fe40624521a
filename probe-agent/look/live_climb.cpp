#include "probe-agent/look/live_climb.hpp"

#include "probe-agent/look/ladder_step.hpp"

#include <vector>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

constexpr int live_steps = 4;  // to 58 bytes, between 576 and 1,500

}  // namespace

// The way back first: where it is narrow, no request tells of the way there.
boost::asio::awaitable<void> LiveClimb::climb() {
  const LookTarget& target = look_.target;
  const evidence::Question& question = *target.question;
  // Where nothing was answered, an answer in short segments is the only news.
  if (target.said == evidence::AnswerKind::silent) {
    const LongPart first = question.long_path.empty() ? LongPart::request : LongPart::answer;
    const bool passes = co_await try_size(first, smallest_packet(look_.is_ipv6()));
    if (!passes) co_return;
  }
  const bool was_long =
      question.path == question.long_path && target.said == evidence::AnswerKind::itself;
  if (!question.long_path.empty() && !was_long) {
    const bool wide = co_await climb(LongPart::answer);
    if (!wide) co_return;
  }
  if (!look_.wait.is_stopped()) co_await climb(LongPart::request);
}

// False: full segments do not pass. What can't be tried is not known not to.
boost::asio::awaitable<bool> LiveClimb::climb(LongPart part) {
  const bool full_passes = co_await exchange(part, look_.target.look.full_bytes);
  if (full_passes || look_.wait.is_stopped()) co_return true;
  const evidence::SizedProbe first = look_.evidence.sizes.back();
  const std::uint16_t smallest = smallest_packet(look_.is_ipv6());
  if (first.error != 0 || first.bytes <= smallest) co_return true;
  // Twice: a packet that is lost by chance is not too big.
  const bool passes_now = co_await try_size(part, first.bytes);
  if (passes_now) co_return true;
  // A service that has no such answer in time says nothing of the way.
  const bool smallest_passes = co_await try_size(part, smallest);
  if (!smallest_passes) co_return true;
  co_return co_await search(part, smallest, first.bytes);
}

// Between a size that passed and one that did not; then both once more: a service that others kept
// busy at the wrong moments is not a matter of size.
boost::asio::awaitable<bool> LiveClimb::search(
    LongPart part, std::uint16_t smallest, std::uint16_t full
) {
  unsigned low = smallest;
  unsigned high = full;
  for (int step = 0; step < live_steps && !look_.wait.is_stopped(); ++step) {
    const unsigned middle = (low + high) / 2;
    const bool passes = co_await try_size(part, static_cast<std::uint16_t>(middle));
    (passes ? low : high) = middle;
  }
  const bool full_passes = co_await try_size(part, full);
  if (full_passes) co_return true;
  if (look_.wait.is_stopped()) co_return false;
  const bool smallest_passes = co_await try_size(part, smallest);
  if (smallest_passes) co_return false;
  std::erase_if(look_.evidence.sizes, [part](const evidence::SizedProbe& one) {
    return one.asked_long == (part == LongPart::answer);
  });
  co_return true;
}

// As for stand-ins: after the first full one, what was asked for.
boost::asio::awaitable<bool> LiveClimb::try_size(LongPart part, std::uint16_t bytes) {
  const bool passed = co_await exchange(part, bytes);
  if (!look_.wait.is_stopped()) look_.evidence.sizes.back().bytes = bytes;
  co_return passed;
}

// Whether it was answered.
boost::asio::awaitable<bool> LiveClimb::exchange(LongPart part, std::uint16_t bytes) {
  if (look_.wait.is_stopped()) co_return false;
  const LookTarget& target = look_.target;
  exchange_ =
      std::make_shared<LongExchange>(look_.io, *target.question, target.dialled, part, bytes);
  const tcp::endpoint to(target.address, target.port);
  exchange_->start(to, look_.source, target.there.get(), look_.wait.on_arrival());
  const auto is_over = [this] { return exchange_->is_over(); };
  co_await look_.wait.until(is_over, question_limit + target.patience);
  if (exchange_->is_talking() && !look_.wait.is_stopped())
    co_await look_.wait.until(is_over, slow_question_limit);
  exchange_->stop();
  const evidence::SizedProbe& result = exchange_->result();
  look_.evidence.sizes.push_back(result);
  co_return result.error == 0 && result.answered;
}

void LiveClimb::stop() {
  if (exchange_) exchange_->stop();
}

}  // namespace oakprobe::agent
