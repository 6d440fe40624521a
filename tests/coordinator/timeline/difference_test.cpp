#include "coordinator/timeline/difference.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace oakprobe::timeline {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;

const PathOutcome open{Status::open, {}, {}, false};
const PathOutcome remark{Status::open, Cause::return_lost, {}, false};
const PathOutcome slow{Status::degraded, Cause::loss, {}, false};
const PathOutcome dropped{Status::blocked, Cause::dropped, {Segment::network}, false};
const PathOutcome elsewhere{Status::blocked, Cause::dropped, {Segment::target_firewall}, false};
const PathOutcome lost{Status::unknown, Cause::agent_lost, {}, false};
const PathOutcome away{Status::unknown, Cause::agent_unreachable, {}, true};

struct Now {
  std::optional<PathOutcome> known;
  std::optional<PathOutcome> unknown;
};

Outline outline_of_one(const Now& now) {
  Outline outline;
  outline.paths = {{"tunnel", "w1", "w2", now.known, now.unknown, {}}};
  return outline;
}

using List = std::vector<ChangedPath> Difference::*;

struct Row {
  const char* name;
  Now before;
  Now after;
  List list;  // null: nothing changed
  bool worse;
};

TEST(Difference, PutsAPathWhereItBelongs) {
  const std::vector<Row> rows{
      {"same", {open, {}}, {open, {}}, nullptr, false},
      {"newly broken", {open, {}}, {dropped, {}}, &Difference::broken, true},
      {"newly degraded", {remark, {}}, {slow, {}}, &Difference::broken, true},
      {"mended", {dropped, {}}, {open, {}}, &Difference::mended, false},
      {"mended, with a remark", {dropped, {}}, {remark, {}}, &Difference::mended, false},
      {"elsewhere", {dropped, {}}, {elsewhere, {}}, &Difference::changed, false},
      {"from bad to worse", {slow, {}}, {dropped, {}}, &Difference::changed, true},
      {"better", {dropped, {}}, {slow, {}}, &Difference::changed, false},
      {"a remark", {open, {}}, {remark, {}}, &Difference::changed, false},
      {"unknown now", {open, {}}, {open, lost}, &Difference::unknown, true},
      {"broken, unknown now", {dropped, {}}, {dropped, lost}, &Difference::unknown, true},
      {"unknown and accepted", {open, {}}, {open, away}, &Difference::unknown, false},
      {"no longer accepted", {open, away}, {open, lost}, &Difference::changed, true},
      {"unknown as before", {open, lost}, {open, lost}, nullptr, false},
      {"known again, as it was", {open, lost}, {open, {}}, &Difference::known, false},
      {"known again, broken as it was", {dropped, lost}, {dropped, {}}, &Difference::known, false},
      {"known again, and broken", {open, lost}, {dropped, {}}, &Difference::broken, true},
      {"known again, and mended", {dropped, lost}, {open, {}}, &Difference::mended, false},
      {"known for the first time", {{}, lost}, {open, {}}, &Difference::known, false},
      {"broken at first sight", {{}, lost}, {dropped, {}}, &Difference::broken, true},
      {"new", {{}, {}}, {open, {}}, &Difference::appeared, false},
      {"new and broken", {{}, {}}, {dropped, {}}, &Difference::appeared, true},
      {"new and unknown", {{}, {}}, {{}, lost}, &Difference::appeared, true},
      {"vanished", {dropped, {}}, {{}, {}}, &Difference::vanished, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Difference made = difference(outline_of_one(row.before), outline_of_one(row.after));
    EXPECT_EQ(made.empty(), row.list == nullptr);
    EXPECT_EQ(made.is_worse(), row.worse);
    for (const List list :
         {&Difference::broken,
          &Difference::mended,
          &Difference::changed,
          &Difference::unknown,
          &Difference::known,
          &Difference::appeared,
          &Difference::vanished})
      EXPECT_EQ((made.*list).size(), list == row.list ? 1U : 0U);
  }
}

TEST(Difference, FindsWhatOnlyOneHas) {
  Outline before;
  before.paths = {{"a", "w1", "w2", open, {}, {}}, {"b", "w1", "w2", open, {}, {}}};
  before.nodes = {"w1", "w2"};
  Outline after;
  after.paths = {{"b", "w1", "w2", open, {}, {}}, {"b", "w1", "w3", open, {}, {}}};
  after.nodes = {"w1", "w3"};
  const Difference made = difference(before, after);
  ASSERT_EQ(made.vanished.size(), 1U);
  EXPECT_EQ(made.vanished.front().flow, "a");
  ASSERT_EQ(made.appeared.size(), 1U);
  EXPECT_EQ(made.appeared.front().target, "w3");
  EXPECT_EQ(made.vanished_nodes, std::vector<std::string>{"w2"});
  EXPECT_EQ(made.appeared_nodes, std::vector<std::string>{"w3"});
}

TEST(Difference, CallsSlowerWhatTakesMoreThanHalfAsMuchMore) {
  const auto slower = [](std::uint32_t before_us, std::uint32_t after_us) {
    Outline before;
    before.paths = {{"a", "w1", "w2", open, {}, before_us}};
    before.times = {{"a", "c1", "c2", before_us}};
    Outline after;
    after.paths = {{"a", "w1", "w2", open, {}, after_us}};
    after.times = {{"a", "c1", "c2", after_us}};
    return difference(before, after).slower.size();
  };
  EXPECT_EQ(slower(10'000, 15'000), 0U);
  EXPECT_EQ(slower(10'000, 15'001), 2U);
  EXPECT_EQ(slower(100, 100 + slower_us_min), 2U);
  EXPECT_EQ(slower(100, 99 + slower_us_min), 0U);
  EXPECT_EQ(slower(20'000, 10'000), 0U);
}

}  // namespace
}  // namespace oakprobe::timeline
