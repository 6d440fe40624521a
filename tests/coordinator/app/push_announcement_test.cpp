#include "coordinator/app/push_announcement.hpp"

#include "inventory/parse_inventory.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;

class PushAnnouncementTest : public ::testing::Test {
 protected:
  PushAnnouncementTest() {
    std::string name = ::testing::TempDir() + "oakprobe-push-XXXXXX";
    programs_ = ::mkdtemp(name.data());
  }
  ~PushAnnouncementTest() override { fs::remove_all(programs_); }

  // Of a check of so many workers that each get an agent.
  std::optional<PushAnnouncement> announced(
      int workers, const std::string& agent = "{push: true}"
  ) {
    const auto inventory = *inventory::parse_inventory(
        "version: 1\nnodes:\n"
        "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: a, agent: none}\n"
        "  - {name: \"w[1-" +
        std::to_string(workers) + "]\", address: \"192.0.2.[2-" + std::to_string(workers + 1) +
        "]\", roles: [worker], cluster: a, agent: " + agent + "}\n"
    );
    fleet::AgentBinaries agents(programs_);
    return announce_push(inventory, {}, plans::PathPlan(), agents);
  }
  // The head of an ELF program for x86-64, and nothing to pack.
  void lay_agent() const {
    std::string program = std::string(
        "\x7f"
        "ELF\x02\x01\x01",
        7
    );
    program.resize(64);
    program[18] = 62;
    std::ofstream(programs_ / "oakprobe-agent", std::ios::binary) << program;
  }

  fs::path programs_;
};

TEST_F(PushAnnouncementTest, IsOfMoreThanAHandful) {
  lay_agent();
  EXPECT_FALSE(announced(8));
  const auto nine = announced(9);
  ASSERT_TRUE(nine);
  EXPECT_EQ(nine->nodes, 9U);
  EXPECT_GT(nine->each.bytes, 0U);
}

TEST_F(PushAnnouncementTest, IsNoneWhereNothingIsThereToSend) { EXPECT_FALSE(announced(9)); }

TEST_F(PushAnnouncementTest, CountsNoAgentThatIsThere) {
  lay_agent();
  EXPECT_FALSE(announced(9, "{push: false}"));
}

}  // namespace
}  // namespace oakprobe::app
