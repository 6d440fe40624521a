#include "coordinator/telling/marked_text.hpp"

#include <gtest/gtest.h>

namespace oakprobe::telling {
namespace {

TEST(MarkedText, ItsCommandsAreMarkedAlsoAroundNames) {
  const std::string address = "192.0.2.33";
  const MarkedText fix =
      "On w3 see who has it (`ip addr`; `ip route get "_marked + address + "`)."_marked;
  EXPECT_EQ(fix.text(), "On w3 see who has it (ip addr; ip route get 192.0.2.33).");
  const std::vector<TextPart> parts{
      {"On w3 see who has it (", false},
      {"ip addr", true},
      {"; ", false},
      {"ip route get 192.0.2.33", true},
      {").", false}};
  EXPECT_EQ(fix.parts(), parts);
}

// A user's own command may have backquotes.
TEST(MarkedText, ABackquoteOfANameIsNoMark) {
  const MarkedText fix = "Run `"_marked + std::string("ssh `cat host`") + "`."_marked;
  EXPECT_EQ(fix.text(), "Run ssh `cat host`.");
  const std::vector<TextPart> parts{{"Run ", false}, {"ssh `cat host`", true}, {".", false}};
  EXPECT_EQ(fix.parts(), parts);
}

TEST(MarkedText, WhateverIsMarkedItsPartsAreAllOfIt) {
  for (const std::string_view text : {"", "`", "``", "a`", "`a", "a``b", "a`b`c`d"}) {
    const MarkedText fix = mark_commands(text);
    std::string all;
    for (const TextPart& part : fix.parts()) {
      EXPECT_FALSE(part.text.empty()) << text;
      all += part.text;
    }
    EXPECT_EQ(all, fix.text()) << text;
  }
}

TEST(MarkedText, WhatItAddsToAnother) {
  const MarkedText known = "Run `a`."_marked;
  EXPECT_EQ(MarkedText("Run `a`. Then `b`."_marked).behind(known), MarkedText(" Then `b`."_marked));
  EXPECT_EQ(known.behind(known), MarkedText());
  EXPECT_EQ(MarkedText("Run `b`."_marked).behind(known), std::nullopt);
}

}  // namespace
}  // namespace oakprobe::telling
