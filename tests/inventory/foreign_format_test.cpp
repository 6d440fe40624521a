#include "tests/inventory/inventories.hpp"

#include <gmock/gmock.h>

namespace oakprobe::inventory {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct Row {
  const char* text;
  const char* expected;
};

TEST(ForeignFormat, IsNamedWithTheWayOn) {
  constexpr Row rows[] = {
      {"[root]\nr1 ansible_host=192.0.2.10\n", "1:1: this is an Ansible inventory;"},
      {"# hosts\n[workers]\nw1\nw2\n\n[all:children]\nworkers\n", "2:1: this is an Ansible"},
      {"r1 ansible_host=192.0.2.10\n[workers]\nw1\n", "2:1: this is an Ansible inventory;"},
      {"all:\n  hosts:\n    w1: {ansible_host: 192.0.2.31}\n", "1:1: this is an Ansible"},
      {"workers:\n  children:\n    edge:\n", "1:1: this is an Ansible inventory;"},
      {"; a comment\n[server]\nport = 80\n", "2:1: this is an INI file;"},
      {"[server]\nport = 80\n[other]\nport = 81\n", "1:1: this is an INI file;"},
      {"version = 1\n[[nodes]]\nname = \"root\"\n", "2:1: this is a TOML file;"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(
        problems(row.text),
        ElementsAre(AllOf(StartsWith(row.expected), HasSubstr("lists each machine under 'nodes:'")))
    ) << row.text;
  }
}

TEST(ForeignFormat, IsNotSeenInAnInventoryWithMistakes) {
  EXPECT_THAT(
      problems(with_head("all:\n  hosts:\n    w1:\n")), ElementsAre(HasSubstr("unknown key 'all'"))
  );
  EXPECT_THAT(problems("node: []\n"), testing::Not(testing::Contains(HasSubstr("this is"))));
}

TEST(YamlAdvice, SaysWhatIsWrongInTheUsersTerms) {
  constexpr Row rows[] = {
      // Tabs.
      {"version: 1\nnodes:\n\t- name: root\n", "3:1: not readable as YAML: a tab in the indent"},
      {"version: 1\nnodes:\n  - name: root\n\taddress: x\n", "4:1: not readable as YAML: a tab"},
      {"version: 1\nnodes:\n  - name: root\n  \taddress: x\n", "4:3: not readable as YAML: a tab"},
      // Ranges.
      {"nodes:\n  - {name: w[1-3], address: x}\n",
       "2:12: not readable as YAML: 'w[1-3]' needs quotes within braces"},
      {"nodes:\n  - {name: \"w[1-3]\", address: 192.0.2.[31-33]}\n",
       "2:31: not readable as YAML: '192.0.2.[31-33]' needs quotes within braces"},
      // Brackets.
      {"nodes:\n  - {name: a, roles: [root]\n  - {name: b}\n",
       "2:5: not readable as YAML: the '{' that begins here is not closed; put a '}' where"},
      {"nodes:\n  - {name: a}\n  - {name: b\n", "3:5: not readable as YAML: the '{' that begins"},
      {"nodes:\n  - {name: a, roles: [root}\n",
       "2:27: not readable as YAML: '}' where the '[' of line 2, column 22 is still open; it"},
      {"nodes:\n  - {name: a}}\n", "2:14: not readable as YAML: '}' closes nothing"},
      {"nodes:\n  - name: a, roles: [root]}\n", "2:27: not readable as YAML: '}' closes nothing"},
      {"nodes:\n  - {name: 'it''s [', roles: root]}\n",
       "2:34: not readable as YAML: ']' where the '{' of line 2, column 5 is still open"},
      {"{\"nodes\": [\n {\"name\": \"root\"\n]}\n",
       "3:1: not readable as YAML: ']' where the '{' of line 2, column 2 is still open"},
      {"# {\nnodes: [a, # [\n", "2:8: not readable as YAML: the '[' that begins here"},
  };
  for (const auto& row : rows)
    EXPECT_THAT(problems(row.text), ElementsAre(StartsWith(row.expected))) << row.text;
}

}  // namespace
}  // namespace oakprobe::inventory
