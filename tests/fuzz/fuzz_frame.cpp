#include "base/check.hpp"
#include "wire/frame.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace oakprobe;

struct Outcome {
  std::vector<std::vector<std::byte>> frames;
  std::optional<ErrorCode> error;
  bool partial = false;

  bool operator==(const Outcome&) const = default;
};

Outcome decode(std::span<const std::byte> stream, std::span<const std::byte> cuts) {
  wire::FrameDecoder decoder;
  Outcome outcome;
  for (std::size_t i = 0; !stream.empty(); ++i) {
    const auto piece =
        cuts.empty() ? stream.size() : std::to_integer<std::size_t>(cuts[i % cuts.size()]) + 1;
    const auto taken = stream.first(std::min(piece, stream.size()));
    decoder.feed(taken);
    stream = stream.subspan(taken.size());
    while (true) {
      const auto next = decoder.next();
      if (!next) {
        outcome.error = next.error();
        return outcome;
      }
      if (!*next) break;
      outcome.frames.emplace_back((*next)->begin(), (*next)->end());
    }
  }
  outcome.partial = decoder.has_partial_frame();
  return outcome;
}

}  // namespace

// The first 8 bytes say how the rest is cut: however, the frames are the same, and written again
// they are what was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, size));
  const auto cuts = input.first(std::min<std::size_t>(size, 8));
  const auto stream = input.subspan(cuts.size());

  const auto whole = decode(stream, {});
  CHECK(decode(stream, cuts) == whole);

  std::vector<std::byte> again;
  for (const auto& frame : whole.frames) {
    CHECK(!frame.empty() && frame.size() <= wire::frame_body_bytes_max_before_hello);
    wire::append_frame(again, frame);
  }
  CHECK(again.size() <= stream.size());
  CHECK(std::ranges::equal(again, stream.first(again.size())));
  if (!whole.error) CHECK(whole.partial == (again.size() < stream.size()));
  return 0;
}
