#include "coordinator/timeline/mended_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::timeline {
namespace {

using diagnosis::Cause;
using diagnosis::Status;

const PathOutcome open{Status::open, {}, {}, false};
const PathOutcome dropped{Status::blocked, Cause::dropped, {diagnosis::Segment::network}, false};
const PathOutcome refused{Status::blocked, Cause::refused, {}, false};
const PathOutcome lost{Status::unknown, Cause::agent_lost, {}, false};

TEST(MendedText, TellsWhatBecameOfEachTrouble) {
  Outline before;
  before.paths = {
      {"tunnel", "w1", "w2", dropped, {}, {}},
      {"tunnel", "w1", "w3", dropped, {}, {}},
      {"tunnel", "w1", "w4", dropped, {}, {}},
      {"tunnel", "w1", "w5", dropped, {}, {}},
      {"tunnel", "w1", "w6", dropped, {}, {}},
      {"tunnel", "w1", "w7", {}, lost, {}},
      {"tunnel", "w1", "w8", {}, lost, {}},
  };
  Outline now;
  now.paths = {
      {"tunnel", "w1", "w2", open, {}, {}},
      {"tunnel", "w1", "w3", dropped, {}, {}},
      {"tunnel", "w1", "w4", refused, {}, {}},
      {"tunnel", "w1", "w5", dropped, lost, {}},
      {"tunnel", "w1", "w7", {}, lost, {}},
      {"tunnel", "w1", "w8", open, {}, {}},
  };
  EXPECT_EQ(
      mended_text(before, now),
      "Of 7 paths that were not as expected (1970-01-01T00:00:00Z): 2 mended, 2 as before, 1 "
      "otherwise now, 1 unknown now, 1 not expected any more.\n"
      "  mended: tunnel w1 -> w2\n"
      "  otherwise now: tunnel w1 -> w4, blocked: refused\n"
      "  unknown now: tunnel w1 -> w5\n"
      "  not expected any more: tunnel w1 -> w6\n"
      "  mended: tunnel w1 -> w8\n"
  );
}

TEST(MendedText, ListsSoManyAndNoMore) {
  Outline before;
  Outline now;
  for (int at = 100; at < 151; ++at) {
    const auto target = before.keep(std::to_string(at));
    before.paths.push_back({"tunnel", "w1", target, dropped, {}, {}});
    now.paths.push_back({"tunnel", "w1", now.keep(target), open, {}, {}});
  }
  const std::string text = mended_text(before, now);
  EXPECT_NE(text.find(": 51 mended.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("w1 -> 149\n  and 1 more\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace oakprobe::timeline
