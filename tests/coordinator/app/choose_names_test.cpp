#include "coordinator/app/choose_names.hpp"

#include <gmock/gmock.h>

namespace oakprobe::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const NamesToChoose nodes{"--source", "node", {"root", "edge-a", "edge-b", "w01", "w02", "w03"}};

ChosenNames choose(const std::vector<std::string>& typed) { return choose_names(nodes, typed); }

TEST(ChooseNames, TakesNamesListsAndRanges) {
  EXPECT_THAT(choose({"w02", "root"}).indexes, ElementsAre(4, 0));
  EXPECT_THAT(choose({"w02,root, edge-b"}).indexes, ElementsAre(4, 0, 2));
  EXPECT_THAT(choose({"w[01-03]"}).indexes, ElementsAre(3, 4, 5));
  EXPECT_THAT(choose({"w[02-03],root", "w02"}).indexes, ElementsAre(4, 5, 0));
  EXPECT_THAT(choose({"w[02-03],root", "w02"}).problems, IsEmpty());
  EXPECT_THAT(choose({}).indexes, IsEmpty());
}

TEST(ChooseNames, TellsWhatIsUnknownAndWhatIsNear) {
  struct {
    const char* typed;
    const char* expected;
  } const rows[] = {
      {"rot", "the inventory has no node 'rot' (did you mean 'root'?)"},
      {"w1", "the inventory has no node 'w1' (did you mean 'w01', 'w02' or 'w03'?)"},
      {"edge", "(did you mean 'edge-a' or 'edge-b'?)"},
      {"w04", "(did you mean 'w01', 'w02' or 'w03'?)"},
      {"zzzzzz", "; its nodes are root, edge-a, edge-b, w01, w02 and w03"},
      {"w[03-05]", "the inventory has no nodes 'w04' or 'w05' of 'w[03-05]' (did you"},
      {"w[1-9]", "the inventory has no nodes 'w1', 'w2', 'w3' and 6 more of 'w[1-9]'"},
      {"w[3-1]", "--source 'w[3-1]': a range goes upwards"},
      {"w[1-3", "--source 'w[1-3': a range has two brackets"},
      {"w[1-999999999]", "--source 'w[1-999999999]' stands for 999999999 names; 10000 are the"},
      {"root,", "--source lacks a name"},
      {"", "--source lacks a name"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(choose({row.typed}).problems, ElementsAre(HasSubstr(row.expected))) << row.typed;
  }
  EXPECT_EQ(choose({"rot,egde-a"}).problems.size(), 2U);
}

TEST(ChooseNames, ListsFewOfMany) {
  NamesToChoose many{"--flow", "flow", {}};
  for (const char* name : {"a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8", "i9", "j0"})
    many.known.emplace_back(name);
  EXPECT_EQ(near_names("zzzz", many), "; its flows are a1, b2, c3, d4, e5, f6, g7, h8 and 2 more");
}

}  // namespace
}  // namespace oakprobe::app
