#include "coordinator/fleet/phrase_watch.hpp"

#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

TEST(PhraseWatch, FindsAPhraseHoweverTheStreamIsCut) {
  struct Row {
    std::string text;
    std::size_t times;
  };
  const Row rows[] = {
      {"", 0},
      {"aab", 1},
      {"xaaab", 1},
      {"aabaab", 2},
      {"aa", 0},
      {"lecture\naab and aab again", 2},
      {"aaaaaaaaaaaaaaaa", 0},
  };
  for (const Row& row : rows) {
    for (std::size_t piece = 1; piece <= row.text.size() + 1; ++piece) {
      SCOPED_TRACE(row.text + " by " + std::to_string(piece));
      PhraseWatch watch("aab");
      std::size_t times = 0;
      for (std::size_t at = 0; at < row.text.size(); at += piece)
        times += watch.feed(std::string_view(row.text).substr(at, piece));
      EXPECT_EQ(times, row.times);
    }
  }
}

}  // namespace
}  // namespace oakprobe::fleet
