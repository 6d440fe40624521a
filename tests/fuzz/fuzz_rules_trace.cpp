#include "rules/trace_event.hpp"
#include "tests/fuzz/rules_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Messages one behind the other, each behind its length and type, as in nlmsghdr.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oakprobe;
  std::vector<rules::TraceEvent> events;
  auto rest = std::as_bytes(std::span(data, size));
  while (rest.size() >= 4) {
    const auto length = std::to_integer<std::size_t>(rest[0]);
    const auto type = static_cast<std::uint16_t>(
        std::to_integer<unsigned>(rest[2]) | std::to_integer<unsigned>(rest[3]) << 8U
    );
    rest = rest.subspan(4);
    const auto payload = rest.first(std::min(length, rest.size()));
    if (auto event = rules::decode_trace_event(type, payload)) {
      CHECK(!event->family.empty() && !event->table.empty() && !event->chain.empty());
      if (event->packet) CHECK(event->packet->source.has_value());
      events.push_back(std::move(*event));
    }
    rest = rest.subspan(payload.size());
  }
  for (const auto& event : events) {
    if (!event.packet) continue;
    const auto rule = rules::rule_that_ended(*event.packet, events, rules::Ruleset{});
    if (rule) check_described(*rule);
  }
  return 0;
}
