#include "bytes.hpp"
#include "wire/frame.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::wire {
namespace {

struct Outcome {
  std::string result;  // "found", "more" or the error's message
  std::string banner;
  std::size_t taken = 0;
};

Outcome scan(std::string_view input, std::size_t piece) {
  GreetingScanner scanner;
  Outcome outcome;
  const auto bytes = bytes_of(input);
  for (std::size_t at = 0; at < bytes.size() && !scanner.found(); at += piece) {
    const auto taken =
        scanner.feed(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
    if (!taken) {
      outcome.result = make_error_code(static_cast<Error>(taken.error().value())).message();
      break;
    }
    outcome.taken += *taken;
  }
  if (outcome.result.empty()) outcome.result = scanner.found() ? "found" : "more";
  outcome.banner = scanner.banner();
  return outcome;
}

std::string message(Error error) { return make_error_code(error).message(); }

struct Row {
  const char* name;
  std::string input;
  std::string result;
  std::string banner;
};

class Greeting : public testing::TestWithParam<Row> {};

TEST_P(Greeting, IsFoundOrRefusedHoweverTheStreamIsCut) {
  const auto& row = GetParam();
  for (const std::size_t piece : {1, 2, 3, 7, 11, 4'096, 1'000'000}) {
    const auto outcome = scan(row.input, piece);
    EXPECT_EQ(outcome.result, row.result) << "pieces of " << piece;
    EXPECT_EQ(outcome.banner, row.banner) << "pieces of " << piece;
  }
}

const std::string long_line(banner_bytes_max - 1, '.');

INSTANTIATE_TEST_SUITE_P(
    Banners,
    Greeting,
    testing::Values(
        Row{"nothing", "", "more", ""},
        Row{"greeting_alone", "OAKPROBE/1\n", "found", ""},
        Row{"frames_behind_it", "OAKPROBE/1\nOAKPROBE/1\n", "found", ""},
        Row{"banner", "Debian 12\r\n\nhi\nOAKPROBE/1\n", "found", "Debian 12\r\n\nhi\n"},
        Row{"incomplete", "hi\nOAKPROBE/1", "more", "hi\nOAKPROBE/1"},
        Row{"within_a_line", "x OAKPROBE/1\n", "more", "x OAKPROBE/1\n"},
        Row{"something_behind_it", "OAKPROBE/1 \n", "more", "OAKPROBE/1 \n"},
        Row{"through_a_terminal", "OAKPROBE/1\r\n", "more", "OAKPROBE/1\r\n"},
        Row{"no_version", "OAKPROBE/\n", "more", "OAKPROBE/\n"},
        Row{"another_version",
            "hi\nOAKPROBE/2\nOAKPROBE/1\n",
            message(Error::version_mismatch),
            "hi\nOAKPROBE/2\n"},
        Row{"version_of_two_digits",
            "OAKPROBE/10\n",
            message(Error::version_mismatch),
            "OAKPROBE/10\n"},
        Row{"longest_banner", long_line + "\nOAKPROBE/1\n", "found", long_line + "\n"},
        Row{"banner_too_long",
            long_line + ".\nOAKPROBE/1\n",
            message(Error::no_greeting),
            long_line + ".\n"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(GreetingScanner, LeavesTheFramesBehindTheGreeting) {
  GreetingScanner scanner;
  const auto taken = scanner.feed(bytes_of("hi\nOAKPROBE/1\n\0\0\0\1x"));
  ASSERT_TRUE(taken);
  EXPECT_EQ(*taken, 14U);
  const auto later = scanner.feed(bytes_of("frames"));
  ASSERT_TRUE(later);
  EXPECT_EQ(*later, 0U);
}

TEST(GreetingScanner, GivesUpOnEndlessInputInBoundedMemory) {
  GreetingScanner scanner;
  const std::vector<std::byte> noise(10'000'000, std::byte{'x'});
  EXPECT_FALSE(scanner.feed(noise));
  EXPECT_FALSE(scanner.feed(bytes_of("\nOAKPROBE/1\n")));
  EXPECT_LE(scanner.banner().size(), banner_bytes_max + 100);
}

}  // namespace
}  // namespace oakprobe::wire
