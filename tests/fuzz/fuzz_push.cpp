#include "base/check.hpp"
#include "coordinator/fleet/push_conversation.hpp"
#include "wire/frame.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace oakprobe;

// Their places in PushEvent; ready, send and start are 0 to 2.
constexpr std::size_t arrived = 4;
constexpr std::size_t kept = 5;
static_assert(std::is_same_v<
              std::variant_alternative_t<arrived, fleet::PushEvent>,
              fleet::PieceArrived>);
static_assert(std::is_same_v<std::variant_alternative_t<kept, fleet::PushEvent>, fleet::HasAgent>);

struct Outcome {
  std::size_t taken = 0;
  std::vector<std::size_t> events;  // their kinds
  std::string machine;
  std::string chatter;

  bool operator==(const Outcome&) const = default;
};

Outcome follow(std::span<const std::byte> stream, std::size_t piece) {
  fleet::PushConversation conversation;
  Outcome outcome;
  while (!stream.empty()) {
    const auto part = stream.first(std::min(piece, stream.size()));
    const auto taken = conversation.feed(part);
    CHECK(taken.bytes <= part.size());
    stream = stream.subspan(taken.bytes);
    outcome.taken += taken.bytes;
    if (taken.event) {
      outcome.events.push_back(taken.event->index());
      if (const auto* ready = std::get_if<fleet::ShellReady>(&*taken.event))
        outcome.machine = ready->machine;
    } else if (taken.bytes == 0) {
      break;
    }
  }
  outcome.chatter = conversation.chatter();
  CHECK(outcome.chatter.size() <= wire::banner_bytes_max + 1);
  auto steps = outcome.events;
  std::erase(steps, arrived);
  using Steps = std::vector<std::size_t>;
  CHECK(conversation.started() == (steps == Steps{0, 1, 2} || steps == Steps{0, kept, 2}));
  return outcome;
}

}  // namespace

// The first byte says how the rest is cut: what is understood does not depend on it, and the agent
// starts after ready, send or have, and start only.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto input = std::as_bytes(std::span(data, size));
  const auto stream = input.subspan(1);
  CHECK(
      follow(stream, stream.size()) == follow(stream, std::to_integer<std::size_t>(input[0]) + 1)
  );
  return 0;
}
