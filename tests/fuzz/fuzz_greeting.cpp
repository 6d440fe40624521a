#include "base/check.hpp"
#include "wire/frame.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

namespace {

using namespace oakprobe;

struct Outcome {
  std::size_t taken = 0;
  bool found = false;
  std::string banner;
  std::optional<ErrorCode> error;

  bool operator==(const Outcome&) const = default;
};

Outcome scan(std::span<const std::byte> stream, std::size_t piece) {
  wire::GreetingScanner scanner;
  Outcome outcome;
  while (!stream.empty() && !scanner.found()) {
    const auto part = stream.first(std::min(piece, stream.size()));
    stream = stream.subspan(part.size());
    const auto taken = scanner.feed(part);
    if (!taken) {
      outcome.error = taken.error();
      break;
    }
    CHECK(*taken <= part.size());
    CHECK(scanner.found() || *taken == part.size());
    outcome.taken += *taken;
  }
  outcome.found = scanner.found();
  outcome.banner = scanner.banner();
  return outcome;
}

}  // namespace

// The first byte says how the rest is cut. What is found does not depend on it, and is the first
// line that is the greeting.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto input = std::as_bytes(std::span(data, size));
  const auto stream = input.subspan(1);
  const auto whole = scan(stream, stream.size());
  const auto pieces = scan(stream, std::to_integer<std::size_t>(input[0]) + 1);
  CHECK(pieces.found == whole.found);
  CHECK(pieces.error == whole.error);
  CHECK(pieces.banner == whole.banner);
  CHECK(whole.error || pieces.taken == whole.taken);

  const std::string text(reinterpret_cast<const char*>(stream.data()), stream.size());
  CHECK(text.starts_with(whole.banner));
  if (whole.found) {
    CHECK(whole.taken == whole.banner.size() + wire::greeting.size());
    CHECK(text.substr(whole.banner.size()).starts_with(wire::greeting));
    CHECK(whole.banner.empty() || whole.banner.back() == '\n');
  } else if (!whole.error) {
    CHECK(!text.starts_with(wire::greeting));
    CHECK(text.find("\n" + std::string(wire::greeting)) == std::string::npos);
  }
  return 0;
}
