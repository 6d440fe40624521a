#include "coordinator/report/round_trip_matrix.hpp"

#include "coordinator/report/matrix.hpp"
#include "coordinator/report/plain_text.hpp"
#include "evidence/round_trip_code.hpp"
#include "samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace oakprobe::report {
namespace {

using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;

// Times are kept in steps of 7 %; these are steps.
constexpr std::uint32_t fast_us = evidence::round_trip_us(60);
constexpr std::uint32_t slow_us = evidence::round_trip_us(120);

struct Measured {
  const char* source;
  const char* target;
  std::uint32_t us;
};

CheckCase timed(std::initializer_list<Measured> times) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w2", verdict_of(Status::blocked, diagnosis::Cause::dropped));
  for (const Measured& each : times) {
    // Several flows between two nodes.
    const FlowId flow = one.flow("more", Protocol::tcp, 1);
    one.path(flow, each.source, each.target, verdict_of(Status::open))->round_trip =
        evidence::RoundTrip{each.us / 2, each.us, each.us * 2};
  }
  summarize(one.check);
  return one;
}

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t width = 0;
  for (std::string line; std::getline(lines, line);) width = std::max(width, width_of(line));
  return width;
}

TEST(RoundTripMatrix, HasDigitsThatMeanSomething) {
  const std::pair<std::uint32_t, const char*> rows[]{
      {0, "0.000"},
      {34, "0.034"},
      {99, "0.099"},
      {100, "0.10"},
      {420, "0.42"},
      {9'994, "9.99"},
      {9'995, "10.0"},
      {12'400, "12.4"},
      {99'949, "99.9"},
      {99'950, "100"},
      {187'300, "187"},
      {61'000'000, "61000"},
  };
  for (const auto& [us, text] : rows) EXPECT_EQ(milliseconds_text(us), text) << us;
}

TEST(RoundTripMatrix, ACellIsTheMedianOfItsPaths) {
  const auto odd =
      round_trips_of(timed({{"w1", "w2", fast_us}, {"w1", "w2", slow_us}, {"w1", "w2", slow_us}}
      ).check);
  EXPECT_EQ(odd.at(0, 1).median_us, slow_us);
  EXPECT_EQ(odd.at(0, 1).paths, 3U);
  EXPECT_EQ(odd.at(1, 0).median_us, std::nullopt);
  const auto even = round_trips_of(timed({{"w1", "w2", fast_us}, {"w1", "w2", slow_us}}).check);
  EXPECT_EQ(even.at(0, 1).median_us, (fast_us + slow_us) / 2);
}

TEST(RoundTripMatrix, OneSlowNodeStandsOut) {
  const std::string text = render_round_trips(
      timed({{"w1", "w2", fast_us},
             {"w2", "w1", fast_us},
             {"w1", "w3", slow_us},
             {"w2", "w3", fast_us}}
      ).check,
      {}
  );
  const std::string fast = milliseconds_text(fast_us);
  EXPECT_EQ(
      text,
      "Round trips in ms, to the column and back: the median of all paths of a pair.\n"
      "\n"
      "from \\ to  w1   w2   w3\n"
      "w1         .    " +
          fast + " " + milliseconds_text(slow_us) +
          "!\n"
          "w2         " +
          fast + " .    " + fast +
          "\n"
          "w3         .    .    .\n"
          "\n"
          "  ! slow: over 3 times the median of all cells (" +
          fast +
          " ms), and by 1 ms or more\n"
          "  . not measured: no path, or no agent that answered itself\n"
  );
}

TEST(RoundTripMatrix, ATimesThreeOfAlmostNothingDoesNotStandOut) {
  const auto marked = [](std::uint32_t usual_code, std::uint32_t other_code) {
    const std::uint32_t usual = evidence::round_trip_us(static_cast<std::uint8_t>(usual_code));
    const std::uint32_t other = evidence::round_trip_us(static_cast<std::uint8_t>(other_code));
    return round_trips_of(timed({{"w1", "w2", usual}, {"w2", "w1", usual}, {"w1", "w3", other}}
                          ).check)
        .at(0, 2)
        .outlier;
  };
  for (std::uint32_t usual = 20; usual < 200; usual += 9) {
    for (std::uint32_t other = usual; other < 250; ++other) {
      const double usual_us = evidence::round_trip_us(static_cast<std::uint8_t>(usual));
      const double other_us = evidence::round_trip_us(static_cast<std::uint8_t>(other));
      const bool wanted = other_us > 3 * usual_us && other_us >= usual_us + 1'000;
      EXPECT_EQ(marked(usual, other), wanted) << usual_us << " and " << other_us;
    }
  }
}

TEST(RoundTripMatrix, NothingMeasuredIsSaid) {
  const std::string text = render_matrix(timed({}).check, {.round_trips = true});
  EXPECT_THAT(text, HasSubstr("\nNo round trip was measured: "));
  EXPECT_THAT(text, Not(HasSubstr("Round trips in ms")));
}

TEST(RoundTripMatrix, ComesAfterTheReachabilityMatrixIfAsked) {
  const CheckCase one = timed({{"w1", "w3", fast_us}});
  EXPECT_THAT(render_matrix(one.check, {}), Not(HasSubstr("ound trip")));
  const std::string text = render_matrix(one.check, {.round_trips = true});
  const std::size_t at = text.find("Round trips in ms");
  ASSERT_NE(at, std::string::npos);
  EXPECT_GT(at, text.find("Cells show the worst"));
  EXPECT_LT(at, text.find("2 paths:"));
}

TEST(RoundTripMatrix, FoldsAndBreaksLikeTheReachabilityMatrix) {
  for (const std::uint32_t nodes : {12U, 40U, 41U, 100U, 1'000U}) {
    const auto check = test::timed(test::broken_mesh(nodes, 3));
    const RoundTripMatrix matrix = round_trips_of(check);
    const MatrixTable table = matrix_of(check);
    ASSERT_EQ(matrix.lines.size(), table.lines.size());
    std::size_t measured = 0;
    for (std::size_t i = 0; i < table.lines.size(); ++i)
      EXPECT_EQ(matrix.lines[i].name, table.lines[i].name);
    for (const RoundTripCell& cell : matrix.cells) measured += cell.paths;
    EXPECT_EQ(measured, check.summary.open) << "a blocked path has no time";
    EXPECT_LE(widest(render_round_trips(check, {})), 80U) << nodes;
    EXPECT_LE(widest(render_round_trips(check, {.colour = false, .columns = 40})), 60U) << nodes;
  }
}

TEST(RoundTripMatrix, ColourAddsNothingButColour) {
  const CheckCase one = timed(
      {{"w1", "w2", fast_us}, {"w2", "w1", fast_us}, {"w2", "w3", fast_us}, {"w1", "w3", slow_us}}
  );
  const std::string coloured = render_round_trips(one.check, {.colour = true});
  EXPECT_THAT(coloured, HasSubstr("\x1b[33m" + milliseconds_text(slow_us) + "!\x1b[0m"));
  std::string bare;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      while (coloured[i] != 'm') ++i;
    } else {
      bare += coloured[i];
    }
  }
  EXPECT_EQ(bare, render_round_trips(one.check, {}));
}

}  // namespace
}  // namespace oakprobe::report
