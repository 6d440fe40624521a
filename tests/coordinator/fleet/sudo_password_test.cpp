#include "coordinator/fleet/sudo_password.hpp"

#include "coordinator/fleet/last_words.hpp"
#include "coordinator/fleet/push_conversation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

namespace oakprobe::fleet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SudoPassword, IsHiddenWhereverItStands) {
  struct Row {
    const char* name;
    const char* password;
    std::string words;
    std::string told;
  };
  const Row rows[] = {
      {"alone", "oak-tree", "oak-tree", "***"},
      {"within a line", "oak-tree", "got 'oak-tree', sorry", "got '***', sorry"},
      {"twice", "oak-tree", "oak-treeoak-tree", "******"},
      {"overlapping", "aaaa", "aaaaaa", "***aa"},
      {"not there", "oak-tree", "oak tree\\", "oak tree\\"},
      {"shorter words", "oak-tree", "oak", "oak"},
      {"no words", "oak-tree", "", ""},
      {"escaped for a shell", "o a$k", "read o\\ a\\$k.", "read ***."},
      {"escaped as JSON", "o\"a\\k!", R"({"w":"o\"a\\k!"})", R"({"w":"***"})"},
      {"no ASCII", "für☃", "<für☃>", "<***>"},
      {"control characters", "o\ta\x1bk", "o\ta\x1bk", "***"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    SudoPassword password(row.password);
    EXPECT_EQ(password.hidden_in(row.words), row.told);
    EXPECT_EQ(password.quotable(row.words), row.told);
    password.forget();
    EXPECT_EQ(password.text(), "");
    EXPECT_EQ(password.quotable(row.words), row.told) << "forgotten";
  }
}

TEST(SudoPassword, IsHiddenWhenItIsCutOff) {
  const SudoPassword password("oak-tree");
  EXPECT_EQ(password.quotable("it is oak-tr"), "it is ***");
  EXPECT_EQ(password.quotable("it is oak"), "it is oak") << "too little to tell";
  EXPECT_EQ(password.hidden_in("it is oak-tr"), "it is oak-tr") << "the rest may come";
}

TEST(SudoPassword, OfAShortOneNoWordsAreQuoted) {
  const SudoPassword password("oak");
  EXPECT_THAT(password.quotable("an oak"), AllOf(Not(HasSubstr("an")), HasSubstr("too short")));
  EXPECT_EQ(password.quotable(""), "");
  EXPECT_THAT(SudoPassword("\\\\\\\\").quotable("a\\b"), HasSubstr("too short"));
}

TEST(SudoPassword, IsWipedWhereItLay) {
  std::string text(100, 'x');
  const char* const where = text.data();
  SudoPassword password(std::move(text));
  ASSERT_EQ(password.text().data(), where);
  password.forget();
  EXPECT_EQ(std::string_view(where, 100).find('x'), std::string_view::npos);
}

TEST(SudoPassword, IsNotInATailHoweverItCame) {
  const auto password = std::make_shared<const SudoPassword>("oak-tree-42");
  const std::string words = "Password: oak-tree-42\nSorry, oak-tree-42.\n";
  for (const std::size_t piece : {1U, 7U, 100U}) {
    for (const std::size_t around : {std::size_t{0}, std::size_t{100}, tail_bytes_max}) {
      if (piece == 1 && around > 100) continue;  // for time
      OutputTail tail(password);
      const std::string all = std::string(around, 'x') + words + std::string(around, 'y');
      for (std::size_t at = 0; at < all.size(); at += piece) {
        tail.add(std::string_view(all).substr(at, piece));
        for (const char* part : {"oak-tree-42", "k-tree-42", "ree-42"})
          ASSERT_THAT(tail.quoted(), Not(HasSubstr(part))) << piece << ' ' << around;
      }
    }
  }
}

TEST(SudoPassword, IsNotInWhatAPushConversationQuotes) {
  const auto password = std::make_shared<const SudoPassword>("oak-tree-42");
  const std::string long_one(495, 'x');  // the quotation would begin within the password
  const std::string lines[] = {
      "failed oak-tree-42\n", "start oak-tree-42\n", "oak-tree-42" + long_one + "\n"};
  for (const std::string& said : lines) {
    PushConversation conversation(password);
    const std::string line = "OAKPROBE-PUSH/1 " + said;
    const auto taken = conversation.feed(std::as_bytes(std::span(line)));
    ASSERT_TRUE(taken.event);
    const auto* const failed = std::get_if<DeliveryFailed>(&*taken.event);
    ASSERT_NE(failed, nullptr);
    EXPECT_THAT(failed->why, Not(HasSubstr("tree-42"))) << failed->why;
  }
}

}  // namespace
}  // namespace oakprobe::fleet
