#include "coordinator/timeline/track.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <vector>

namespace oakprobe::timeline {
namespace {

constexpr Seen open{Sight::known, 1};
constexpr Seen blocked{Sight::known, 2};
constexpr Seen lost{Sight::unknown, 7};
constexpr Seen gone{Sight::gone};

TEST(Track, BeginsWithWhatIsSeenFirst) {
  Track track;
  EXPECT_EQ(note(track, open, 3), (Ended{{}, {}, 3}));
  EXPECT_EQ(track, (Track{Span{3, 1}, {}}));
}

TEST(Track, EndsASpanOnlyWhereItChanges) {
  Track track{Span{3, 1}, {}};
  EXPECT_EQ(note(track, open, 4), (Ended{{}, {}, 4}));
  EXPECT_EQ(note(track, blocked, 5), (Ended{Span{3, 1}, {}, 5}));
  EXPECT_EQ(track, (Track{Span{5, 2}, {}}));
}

TEST(Track, KeepsWhatWasKnownBesideAnUnknown) {
  Track track{Span{3, 2}, {}};
  EXPECT_EQ(note(track, lost, 6), (Ended{{}, {}, 6}));
  EXPECT_EQ(track, (Track{Span{3, 2}, Span{6, 7}}));
  EXPECT_EQ(note(track, blocked, 8), (Ended{{}, Span{6, 7}, 8}));
  EXPECT_EQ(track, (Track{Span{3, 2}, {}}));  // broken since 3, not since 8
}

TEST(Track, EndsAllWhenItIsGone) {
  Track track{Span{3, 2}, Span{6, 7}};
  EXPECT_EQ(note(track, gone, 8), (Ended{Span{3, 2}, Span{6, 7}, 8}));
  EXPECT_EQ(track, Track());
}

// As if each run kept what it knows of everything.
struct Naive {
  std::map<RunNumber, std::optional<std::int64_t>> known;
  std::map<RunNumber, std::optional<std::int64_t>> unknown;

  void add(RunNumber run, const std::optional<Seen>& seen) {
    std::optional<std::int64_t> known_now;
    std::optional<std::int64_t> unknown_now;
    if (!known.empty()) {
      known_now = known.rbegin()->second;
      unknown_now = unknown.rbegin()->second;
    }
    if (seen && seen->sight == Sight::gone) known_now.reset();
    if (seen && seen->sight == Sight::known) known_now = seen->value;
    if (seen) unknown_now.reset();
    if (seen && seen->sight == Sight::unknown) unknown_now = seen->value;
    known[run] = known_now;
    unknown[run] = unknown_now;
  }
};

struct Kept {
  Span span;
  RunNumber until = 0;
};

std::optional<std::int64_t> value_at(const std::vector<Kept>& spans, RunNumber run) {
  std::optional<std::int64_t> found;
  for (const Kept& kept : spans) {
    if (run < kept.span.since || run >= kept.until) continue;
    EXPECT_FALSE(found) << "two spans at " << run;
    found = kept.span.value;
  }
  return found;
}

TEST(Track, TellsOfEachRunWhatARecordOfAllRunsWould) {
  std::mt19937 random(20261130);
  for (int life = 0; life < 500; ++life) {
    Track track;
    Naive naive;
    std::vector<Kept> known;
    std::vector<Kept> unknown;
    const RunNumber runs = 60;
    for (RunNumber run = 1; run <= runs; ++run) {
      std::optional<Seen> seen;
      const auto draw = random() % 12;
      if (draw < 6) seen = Seen{Sight::known, 1 + static_cast<std::int64_t>(draw / 3)};
      if (draw >= 6 && draw < 9)
        seen = Seen{Sight::unknown, 7 + static_cast<std::int64_t>(draw % 2)};
      if (draw == 9) seen = gone;
      naive.add(run, seen);
      if (!seen) continue;
      const Ended ended = note(track, *seen, run);
      if (ended.known) known.push_back({*ended.known, ended.until});
      if (ended.unknown) unknown.push_back({*ended.unknown, ended.until});
    }
    if (track.known) known.push_back({*track.known, runs + 1});
    if (track.unknown) unknown.push_back({*track.unknown, runs + 1});
    for (RunNumber run = 1; run <= runs; ++run) {
      ASSERT_EQ(value_at(known, run), naive.known[run]) << "life " << life << ", run " << run;
      ASSERT_EQ(value_at(unknown, run), naive.unknown[run]) << "life " << life << ", run " << run;
    }
  }
}

}  // namespace
}  // namespace oakprobe::timeline
