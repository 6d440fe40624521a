#include "inventory/yaml_document.hpp"
#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  text.reserve(bytes + piece.size());
  while (text.size() < bytes) text.append(piece);
  return text;
}

std::string laughs(int generations) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < generations; ++i) {
    const auto last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int j = 0; j < 8; ++j) text += ", " + last;
    text += "]\n";
  }
  return text;
}

std::string nested_aliases(int anchors) {
  std::string text = "a0: &a0 [[[[x]]]]\n";
  for (int i = 1; i < anchors; ++i) {
    const auto number = std::to_string(i);
    text += "a" + number + ": &a" + number + " [[[[*a" + std::to_string(i - 1) + "]]]]\n";
  }
  return text;
}

std::string stairs(std::size_t levels) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += std::string(i, ' ') + "a:\n";
  return text;
}

struct Hostile {
  const char* name;
  std::string text;
  const char* expected;  // part of the first diagnostic
};

// What hung, crashed or filled the memory of some YAML reader somewhere.
std::vector<Hostile> hostile_texts() {
  return {
      {"empty", "", "1:1: nothing is in it"},
      {"blank", "\n# nothing\n\n", "1:1: nothing is in it"},
      {"null", "~\n", "1:1: nothing is in it"},
      {"a word", "hello", "1:1: the inventory has a single value"},
      {"a list", "[]", "1:1: the inventory has a list"},
      {"NUL", std::string("a: \0b", 5), "1:4: not a text file: a control character (byte 0)"},
      {"end of transmission", "a: \x04", "1:4: not a text file: a control character (byte 4)"},
      {"no UTF-8", "a:\n  \xff\xfe", "2:3: not a text file: bytes that are no UTF-8"},
      {"overlong UTF-8", "\xc0\xaf", "1:1: not a text file"},
      {"a surrogate", "\xed\xa0\x80", "1:1: not a text file"},
      {"UTF-16",
       std::string(
           "\xff\xfe"
           "a\0",
           4
       ),
       "1:1: not a text file"},
      {"25 MB", std::string(25'000'000, 'a'), "1:1: too large: an inventory has at most 8 MiB"},
      {"20,000 lists deep", repeated("[", 20'000), "nested too deep; 64 levels"},
      {"20,000 maps deep", repeated("{a: ", 80'000), "nested too deep; 64 levels"},
      {"20,000 dashes deep", repeated("- ", 40'000), "1:129: nested too deep; 64 levels"},
      {"2,000 steps deep", stairs(2'000), "65:65: nested too deep; 64 levels"},
      {"aliases deep", nested_aliases(1'000), "nested too deep; 64 levels"},
      {"8 MiB of brackets", repeated("[", 8'000'000), "too many brackets"},
      {"a long list", "a: [" + repeated("1,", 4'000'000) + "1]", "too many brackets"},
      {"a million rows", repeated("-\n", 4'000'000), "more than 1000000 values"},
      {"exploding aliases", laughs(30), "more than 1000000 values, with aliases spelled out"},
      {"an alias in itself", "a: &a [*a]\n", "1:8: an alias inside what it stands for has no end"},
      {"an alias of nothing", "a: *b\n", "1:4: not readable as YAML"},
      {"an open quote", "a: \"" + repeated("\nx", 1'000'000), "not readable as YAML"},
      {"an open quote at the end", "a: \"b\n", "1:4: not readable as YAML"},
      {"an open single quote", "a:\n  'it''s\n", "2:3: not readable as YAML"},
      {"an open quote behind an anchor", "a: &x !t 'b\n", "1:4: not readable as YAML"},
      {"an escaped quote at the end", "a: \"b\\\"\n", "1:4: not readable as YAML"},
      {"two documents", "version: 1\n---\nversion: 1\n", "2:1: a second document"},
  };
}

TEST(Limits, AClearErrorForWhatIsNoInventory) {
  for (const auto& row : hostile_texts()) {
    const auto told = problems(row.text);
    ASSERT_FALSE(told.empty()) << row.name;
    EXPECT_THAT(told.front(), HasSubstr(row.expected)) << row.name;
  }
}

TEST(Limits, RangesAreCountedBeforeTheyAreSpelledOut) {
  EXPECT_THAT(
      problems(with_head("  - {name: 'w[1-1000000000]', address: h, roles: [client]}\n")),
      ElementsAre(HasSubstr("too many nodes"))
  );
  std::string text(head);
  text += "  - {name: 'w[1-9000]', address: 'h[1-9000]', roles: [client], tags: [";
  for (int i = 0; i < 5'000; ++i) text += "tag,";
  text += "tag]}\n";
  EXPECT_THAT(problems(text), ElementsAre(StartsWith("5:5: too much in these nodes")));
}

TEST(Limits, TakesTenThousandNodes) {
  const auto inventory = parse(
      with_head("  - {name: 'w[1-9998]', address: 'h[1-9998]', roles: [worker], cluster: edge}\n")
  );
  EXPECT_EQ(inventory.nodes.size(), nodes_max);
  EXPECT_EQ(inventory.nodes.back().address, "h9998");
}

TEST(YamlDocument, TakesAByteOrderMarkCarriageReturnsAndTabsInJson) {
  EXPECT_EQ(
      parse("\xef\xbb\xbfversion: 1\r\nnodes:\r\n- {name: r, address: h, roles: [root]}\r\n")
          .nodes.size(),
      1U
  );
  EXPECT_EQ(
      parse("{\n\t\"version\": 1,\n\t\"nodes\": [\n\t\t{\"name\": \"r\", \"address\": \"h\", "
            "\"roles\": [\"root\"]}\n\t]\n}\n")
          .nodes.size(),
      1U
  );
}

TEST(YamlDocument, TakesAQuotedValueAtTheEnd) {
  for (const char* name : {"\"root\"", "'root'", "&a \"root\" # a \"comment", "!!str 'root'"}) {
    const auto inventory = parse(
        "version: 1\n"
        "nodes:\n"
        "  - address: h\n"
        "    roles: [root]\n"
        "    name: " +
        std::string(name) + "\n"
    );
    ASSERT_EQ(inventory.nodes.size(), 1U) << name;
    EXPECT_EQ(inventory.nodes[0].name, "root");
  }
}

TEST(YamlDocument, AliasesStandForTheirAnchors) {
  const auto inventory = parse(
      "version: 1\n"
      "nodes:\n"
      "  - {name: root, address: h1, roles: &r [root], tags: &t [a, b]}\n"
      "  - {name: root2, address: h2, roles: *r, tags: *t}\n"
  );
  ASSERT_EQ(inventory.nodes.size(), 2U);
  EXPECT_EQ(inventory.nodes[1].tags, (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace oakprobe::inventory
