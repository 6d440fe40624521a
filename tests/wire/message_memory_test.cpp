#include "bytes.hpp"
#include "tests/support/heap_meter.hpp"
#include "tests/support/probe_keys.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <gtest/gtest.h>

namespace oakprobe::wire {
namespace {

using testing_support::HeapMeter;
using Bytes = std::vector<std::byte>;

// A message whose field x begins with these bytes, and goes on with `piece` as long as it fits.
Bytes filled(std::string_view begin, std::string_view piece, std::size_t pieces) {
  Bytes body = from_hex("a2 6474797065 63627965 6178");  // {"type": "bye", "x":
  for (const auto byte : from_hex(begin)) body.push_back(byte);
  const Bytes bytes = from_hex(piece);
  for (std::size_t i = 0; i < pieces && body.size() + bytes.size() <= frame_body_bytes_max; ++i)
    body.insert(body.end(), bytes.begin(), bytes.end());
  return body;
}

struct Row {
  const char* name;
  Bytes body;
  bool good;
  std::size_t heap_bytes_max;
};

constexpr std::size_t mib = 1024 * 1024;

// docs/wire-protocol.md: what a claim costs, and the most that a message of 16 MiB can.
TEST(DecodeMessage, TakesBoundedMemory) {
  const std::vector<Row> rows{
      {"a list of 2^32, claimed", filled("9b0000000100000000", "00", 10), false, mib / 16},
      {"a list of 2^64 - 1, claimed", filled("9bffffffffffffffff", "00", 10), false, mib / 16},
      {"a map of 2^32, claimed", filled("bb0000000100000000", "00", 10), false, mib / 16},
      {"a text of 2^32, claimed", filled("7b0000000100000000", "00", 10), false, mib / 16},
      {"bytes of 2^31, claimed", filled("5a80000000", "00", 10), false, mib / 16},
      {"a list without end", filled("9f", "00", 1'000'000), false, mib / 16},
      {"200,000 lists deep", filled("", "81", 200'000), false, mib / 16},
      {"200,000 maps deep", filled("", "a16161", 200'000), false, mib / 16},
      {"too many values", filled("9a001e8480", "80", 2'000'000), false, mib / 16},
      {"a list of numbers", filled("9a000186a0", "00", 100'000), true, 10 * mib},
      {"a list of lists", filled("9a000186a0", "80", 100'000), true, 15 * mib},
      {"a list of texts", filled("9a000186a0", "6161", 100'000), true, 15 * mib},
      {"maps with a key each", filled("9a000186a0", "a16161a0", 100'000), true, 45 * mib},
      {"as many maps as there may be", filled("9a001e8000", "a0", 1'998'848), true, 360 * mib},
      {"one long text", filled("7a00ffff00", "61", 16'776'960), true, 50 * mib},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const HeapMeter meter;
    const bool good = decode_message(row.body).has_value();
    EXPECT_EQ(good, row.good);
    EXPECT_LE(meter.peak_bytes(), row.heap_bytes_max);
  }
}

// A run tells of many paths in few bytes; the limits of each message bound them.
TEST(DecodeMessage, TakesBoundedMemoryForRuns) {
  Evidence evidence;
  Probe probe;
  probe.nodes = rotation_nodes_max;
  probe.names = {"root.example"};
  for (std::uint32_t number = 0; number < evidence_paths_per_message; ++number) {
    evidence.part.dials.emplace_back().path.target = NodeId{number};
    evidence.part.sights.emplace_back().path.target = NodeId{number};
  }
  for (std::uint32_t number = 0; number < probe_paths_max; ++number) {
    PlannedPath& path = probe.paths.emplace_back();
    path.path = {
        FlowId{static_cast<std::uint16_t>(number >> 15)}, NodeId{0}, NodeId{number & 0x7fff}};
    path.port = 1;
    path.named = true;
  }
  probe.attempts = 4;
  testing_support::give_keys(probe);
  const Bytes told = encode_message(evidence);
  const Bytes order = encode_message(probe);
  EXPECT_LT(told.size(), 1'000U);
  {
    const HeapMeter meter;
    EXPECT_TRUE(decode_message(told).has_value());
    EXPECT_LE(meter.peak_bytes(), 4 * mib);
  }
  const HeapMeter meter;
  EXPECT_TRUE(decode_message(order).has_value());
  EXPECT_LE(meter.peak_bytes(), 64 * mib);
  probe.attempts = 5;
  EXPECT_FALSE(decode_message(encode_message(probe)).has_value()) << "more flows than an order may";
}

TEST(FrameDecoder, HoldsNoMoreThanTheLongestFrameAndWhatCameAtOnce) {
  const HeapMeter meter;
  FrameDecoder decoder;
  decoder.set_body_bytes_max(frame_body_bytes_max);
  const Bytes piece(65'536, std::byte{0});
  decoder.feed(from_hex("01000000"));  // 16 MiB to come
  std::size_t fed = 0;
  for (bool whole = false; !whole; fed += piece.size()) {
    decoder.feed(piece);
    const auto next = decoder.next();
    ASSERT_TRUE(next.has_value());
    whole = next->has_value();
  }
  EXPECT_LE(fed, frame_body_bytes_max + 2 * piece.size());
  EXPECT_LE(meter.peak_bytes(), 3 * frame_body_bytes_max) << "its vector grows by doubling";
}

}  // namespace
}  // namespace oakprobe::wire
