#include "coordinator/audit/confirmation.hpp"

#include <gmock/gmock.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::audit {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using Kind = Change::Kind;

// A letter a run: what it saw.
Condition condition(char letter) {
  switch (letter) {
    case 'b':
      return {Status::blocked, Cause::dropped, {Segment::network}};
    case 'f':
      return {Status::blocked, Cause::dropped, {Segment::target_firewall}};
    case 'r':
      return {Status::blocked, Cause::refused, {Segment::target_host}};
    case 'd':
      return {Status::degraded, Cause::loss, {}};
    case 'x':
      return {Status::exposed, std::nullopt, {}};
    case 'c':
      return {Status::closed, std::nullopt, {}};
    default:
      return {};
  }
}

char letter(const Condition& condition_) {
  for (const char one : {'.', 'b', 'f', 'r', 'd', 'x', 'c'})
    if (condition(one) == condition_) return one;
  return '?';
}

// What is told run for run: the letter of what is confirmed, '!' flapping, '~' calm, ' ' nothing.
std::string told(
    std::string_view runs, const ConfirmationRules& rules, std::int64_t seconds_between = 300
) {
  Confirmation path;
  std::string all;
  std::int64_t now = 1'000'000;
  for (const char run : runs) {
    const auto change = path.note(condition(run), now += seconds_between, rules);
    if (!change)
      all += ' ';
    else if (change->kind == Kind::flapping)
      all += '!';
    else
      all += change->kind == Kind::calm ? '~' : letter(change->now);
  }
  return all;
}

struct Row {
  const char* name;
  const char* runs;
  const char* told;
  ConfirmationRules rules{};
};

class Told : public ::testing::TestWithParam<Row> {};

TEST_P(Told, RunForRun) { EXPECT_EQ(told(GetParam().runs, GetParam().rules), GetParam().told); }

INSTANTIATE_TEST_SUITE_P(
    Confirmation,
    Told,
    ::testing::Values(
        Row{"AsExpected", "....", "    "},
        Row{"ClosedIsAsExpectedToo", ".cc.", "    "},
        Row{"OneRunIsNoChange", ".b..", "    "},
        Row{"TwoOfThree", ".bb.", "  b "},
        Row{"TwoOfThreeApart", ".b.b.", "   b."},
        Row{"TwoOfFourAreTooFew", "b..b", "    "},
        Row{"AtOnce", ".b.", " b.", {1, 1, 6}},
        Row{"ThreeOfThree", "bb.bbb", "     b", {3, 3, 6}},
        Row{"BlockedForWhateverReason", ".bfr", "  f "},
        Row{"AnotherReasonHasToHold", "bbffbb", " b f b"},
        Row{"AnotherTroubleHasToHold", "bbdd.d", " b d  "},
        Row{"Exposed", "xx..", " x ."},
        Row{"Mended", "bb..", " b ."}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Confirmation, TellsFlappingOnceAndOnceWhenItIsCalm) {
  const ConfirmationRules rules{1, 1, 6};
  // The seventh change within an hour is one too many; calm: three within the last hour.
  EXPECT_EQ(told("b.b.b.b.bbbbbbbbbbbbbbbb", rules), "b.b.b.!          ~      ");
  EXPECT_EQ(told("b.b.b.bbb", rules), "b.b.b.!  ");
  EXPECT_EQ(told("b.b.b...", rules), "b.b.b.  ");
}

TEST(Confirmation, FlapsAlsoWhereOnlyCauseOrSegmentsDo) {
  const ConfirmationRules rules{1, 1, 6};
  EXPECT_EQ(told("bfbfbfbfbbbbbbbbbbbbbbbb", rules), "bfbfbf!          ~      ");
  EXPECT_EQ(told("brbrbrbbb", rules), "brbrbr!  ");
  EXPECT_EQ(told("brbrbr...", rules), "brbrbr!  ");
  EXPECT_EQ(told("bfbfbfffffff", rules), "bfbfbf      ") << "as often as is allowed";
  EXPECT_EQ(told(".c.c.c.c.c", rules), "          ") << "all as expected";
  EXPECT_EQ(told("bfbfbfbfbf", {}), " fbfbf!   ");
}

TEST(Confirmation, CountsChangesOfAnHourOnly) {
  const ConfirmationRules rules{1, 1, 2};
  EXPECT_EQ(told("b.b", rules, 1'799), "b.!");
  EXPECT_EQ(told("b.b", rules, 1'800), "b.b");
}

TEST(Confirmation, BelievesTheTroubleOfWhatFlaps) {
  const ConfirmationRules rules{1, 1, 1};
  Confirmation path;
  static_cast<void>(path.note(condition('b'), 10, rules));
  EXPECT_EQ(path.note(condition('.'), 20, rules)->kind, Kind::flapping);
  EXPECT_EQ(path.believed(), condition('b'));
  EXPECT_FALSE(path.is_in_doubt());
  EXPECT_FALSE(path.is_settled(1'000'000));
  EXPECT_EQ(path.note(condition('.'), 20 + flap_seconds, rules)->kind, Kind::calm);
  EXPECT_TRUE(path.is_settled(20 + flap_seconds));
}

TEST(Confirmation, IsInDoubtUntilTheChangeIsBelieved) {
  Confirmation path;
  static_cast<void>(path.note(condition('b'), 10, {}));
  EXPECT_TRUE(path.is_in_doubt());
  static_cast<void>(path.note(condition('b'), 11, {}));
  EXPECT_FALSE(path.is_in_doubt());
  static_cast<void>(path.note(condition('f'), 12, {}));
  EXPECT_FALSE(path.is_in_doubt()) << "it is as blocked as before";
  static_cast<void>(path.note(condition('.'), 13, {}));
  EXPECT_TRUE(path.is_in_doubt());
}

TEST(Confirmation, SurvivesAClockThatIsSetBack) {
  const ConfirmationRules rules{1, 1, 1};
  Confirmation path;
  static_cast<void>(path.note(condition('b'), 1'000'000, rules));
  EXPECT_EQ(path.note(condition('.'), 10, rules)->kind, Kind::confirmed);
  EXPECT_EQ(path.remembered().changes.size(), 1U);
}

// Whatever runs see: what is told follows from a model that keeps everything.
TEST(Confirmation, IsWhatACountOfAllRunsSays) {
  std::minstd_rand engine(20'261'130);
  const auto random = [&] { return static_cast<unsigned>(engine()) / 7; };
  for (int round = 0; round < 2'000; ++round) {
    ConfirmationRules rules;
    rules.runs = 1 + random() % 5;
    rules.held = 1 + random() % rules.runs;
    rules.flap_limit = flap_limit_max;
    Confirmation path;
    std::vector<Condition> all;
    Condition believed;
    for (int run = 0; run < 40; ++run) {
      const Condition seen = condition(".bfd"[random() % 4]);
      all.push_back(seen);
      const std::size_t first = all.size() > rules.runs ? all.size() - rules.runs : 0;
      std::size_t same = 0;
      std::size_t alike = 0;
      for (std::size_t at = first; at < all.size(); ++at) {
        same += all[at] == seen;
        alike += are_alike(all[at], seen);
      }
      const bool held = are_alike(seen, believed) ? same >= rules.held : alike >= rules.held;
      const bool expected = held && seen != believed;
      const auto change = path.note(seen, run, rules);
      ASSERT_EQ(change.has_value(), expected) << round << ' ' << run;
      if (expected) {
        EXPECT_EQ(change->before, believed);
        believed = seen;
      }
      EXPECT_EQ(path.believed(), believed);
      EXPECT_LE(path.remembered().seen.size(), rules.runs);
      EXPECT_LE(path.remembered().changes.size(), rules.flap_limit + 1);
    }
  }
}

}  // namespace
}  // namespace oakprobe::audit
