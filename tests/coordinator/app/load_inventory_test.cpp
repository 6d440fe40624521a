#include "coordinator/app/load_inventory.hpp"

#include "coordinator/app/named_selection.hpp"
#include "coordinator/app/validate.hpp"
#include "inventory/parse_inventory.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace oakprobe::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* small =
    "version: 1\nnodes:\n"
    "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: a}\n"
    "  - {name: \"w[1-2]\", address: \"192.0.2.[2-3]\", roles: [worker], cluster: a}\n";

class LoadInventoryTest : public ::testing::Test {
 protected:
  LoadInventoryTest() {
    std::string name = ::testing::TempDir() + "oakprobe-inventory-XXXXXX";
    directory_ = ::mkdtemp(name.data());
  }
  ~LoadInventoryTest() override { std::filesystem::remove_all(directory_); }

  std::string directory_;
};

TEST_F(LoadInventoryTest, AFileAndATextAreReadAlike) {
  const std::string file = directory_ + "/my.yaml";
  std::ofstream(file) << small;
  ASSERT_TRUE(load_inventory(file));
  EXPECT_EQ(load_inventory(file)->nodes.size(), 3U);
  EXPECT_EQ(parse_inventory(small, "my.yaml")->nodes.size(), 3U);
}

TEST_F(LoadInventoryTest, EveryMistakeIsTold) {
  const auto parsed =
      parse_inventory("version: 1\nnodes:\n  - {name: w1}\n  - {nam: w2}\n", shown_name("-"));
  ASSERT_FALSE(parsed);
  const Failure failure = parsed.error();
  EXPECT_EQ(failure.kind, FailureKind::wrong_input);
  EXPECT_THAT(failure.messages, IsEmpty());
  EXPECT_GE(failure.diagnostics.size(), 2U);
  EXPECT_EQ(failure.file, "<stdin>");
}

TEST_F(LoadInventoryTest, AFileThatCantBeReadIsAWrongInput) {
  const auto loaded = load_inventory(directory_ + "/none.yaml");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, FailureKind::wrong_input);
  EXPECT_THAT(
      loaded.error().messages, ElementsAre(directory_ + "/none.yaml: No such file or directory")
  );
}

TEST_F(LoadInventoryTest, OneByteTooManyIsTooLarge) {
  const std::string file = directory_ + "/my.yaml";
  std::string text = std::string(small) + "#";
  text.append(inventory::inventory_bytes_max - text.size(), 'x');
  std::ofstream(file) << text;
  EXPECT_TRUE(load_inventory(file));
  std::ofstream(file) << text << 'x';
  const auto loaded = load_inventory(file);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, FailureKind::wrong_input);
  EXPECT_EQ(loaded.error().file, file);
  EXPECT_EQ(loaded.error().diagnostics.size(), 1U);
}

TEST(ResolveSelection, EveryUnknownNameIsTold) {
  const auto inventory = parse_inventory(small, "my.yaml");
  const auto selection = resolve_selection({true, false, {}, {"w[1-2]"}, {"root"}}, *inventory);
  ASSERT_TRUE(selection);
  EXPECT_TRUE(selection->all_flows);
  EXPECT_THAT(selection->sources, ElementsAre(NodeId{1}, NodeId{2}));
  EXPECT_THAT(selection->targets, ElementsAre(NodeId{0}));
  const auto wrong =
      resolve_selection({false, false, {"worker-tunel"}, {"w3"}, {"rot"}}, *inventory);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, FailureKind::wrong_input);
  EXPECT_THAT(
      wrong.error().messages,
      ElementsAre(
          HasSubstr("no flow 'worker-tunel'"), HasSubstr("no node 'w3'"), HasSubstr("no node 'rot'")
      )
  );
}

TEST(Validate, CountsWhatThereIs) {
  const Validation fine = validate(*parse_inventory(small, "my.yaml"), UtcSeconds(0));
  EXPECT_EQ(fine.nodes, 3U);
  ASSERT_EQ(fine.roles.size(), 3U);
  EXPECT_EQ(fine.roles[2].role, inventory::Role::worker);
  EXPECT_EQ(fine.roles[2].nodes, 2U);
  EXPECT_GT(fine.paths, 0U);
  EXPECT_THAT(fine.gaps, ElementsAre(HasSubstr("No client and no outsider")));
}

TEST(Validate, TellsWhichSilencesMuteNothing) {
  const std::string text = std::string(small) +
                           "audit:\n"
                           "  silence:\n"
                           "    - {node: w1, until: 1970-01-02, why: moved}\n"
                           "    - {flow: worker-tunnel, node: root, until: 1970-01-02, why: old}\n";
  const auto silences = [&](int now) {
    auto gaps = validate(*parse_inventory(text, "my.yaml"), UtcSeconds(now)).gaps;
    std::erase_if(gaps, [](const std::string& gap) { return !gap.starts_with("The silence"); });
    return gaps;
  };
  EXPECT_THAT(
      silences(86'399),
      ElementsAre(
          "The silence of flow worker-tunnel, node root until 1970-01-02T00:00:00Z (old) mutes "
          "nothing: there is no such path."
      )
  );
  EXPECT_THAT(
      silences(86'400),
      ElementsAre(
          "The silence of node w1 until 1970-01-02T00:00:00Z (moved) mutes nothing: it is over.",
          HasSubstr("mutes nothing: it is over.")
      )
  );
}

}  // namespace
}  // namespace oakprobe::app
