#include "agent_connection_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// A node's shell that follows the push script, up to some word of it.
class DeliveryBefore : public AgentConnectionTest {
 protected:
  void SetUp() override {
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_machine = EM_X86_64;
    std::filesystem::create_directories(programs_);
    std::ofstream(programs_ / "oakprobe-agent")
        .write(reinterpret_cast<const char*>(&header), sizeof header);
    start.push = std::make_shared<AgentBinaries>(programs_);
    start.directory = "oakprobe-test";
  }
  void TearDown() override {
    AgentConnectionTest::TearDown();
    std::filesystem::remove_all(programs_);
  }

  // Says so many of its words, in their order: ready, send, got, start, the greeting. Then it is
  // silent, or ends.
  void connect_to_shell(int words, bool ends = false) {
    connect();
    words_left_ = words;
    ends_ = ends;
    pieces_ = 0;
    end->expects_text = true;
    end->on_text = [this](const std::string& text) { take(text); };
  }
  void take(const std::string& text) {
    if (text.find("uname") != std::string::npos) return say("ready x86_64");
    if (text.starts_with(start.directory)) return say("send");
    if (text == "0\n") {
      end->expects_text = false;  // what comes now is the agent's
      say("start");
      put(wire::greeting);
    } else if (text.find('\n') == std::string::npos || text.size() > 20) {
      ++pieces_;
      say("got");
    }
  }
  void say(const std::string& word) { put("OAKPROBE-PUSH/1 " + word + "\n"); }
  void put(std::string_view text) {
    if (words_left_-- > 0)
      end->say(text);
    else if (ends_)
      end->close({false, 255});
  }

  const std::filesystem::path programs_ = std::filesystem::path(::testing::TempDir()) /
                                          ("agent-connection-" + std::to_string(::getpid()));
  int words_left_ = 0;
  bool ends_ = false;
  int pieces_ = 0;
};

TEST_F(DeliveryBefore, IsFollowedByTheAgentItself) {
  for (const std::size_t read_max : {std::size_t{1}, SIZE_MAX}) {
    connect_to_shell(5);
    end->read_max = read_max;
    end->say("Welcome to edge-7\n");
    EXPECT_TRUE(greet()) << connection->last_words();
    EXPECT_EQ(pieces_, 1);
    EXPECT_EQ(connection->origin(), AgentOrigin::sent);
    EXPECT_TRUE(run(facts())) << connection->last_words();
    EXPECT_EQ(close(), "");
  }
}

TEST_F(DeliveryBefore, SaysHowFarItCame) {
  const char* const silent[] = {
      "no shell answered", "0 of 64 bytes", "0 of 64 bytes", "64 of 64 bytes", "said nothing"};
  for (int words = 0; words < 5; ++words) {
    SCOPED_TRACE(words);
    limits.start = limits.hello = limits.push_silence = 40ms;
    connect_to_shell(words);
    EXPECT_FALSE(greet());
    EXPECT_THAT(close(), HasSubstr(silent[words]));

    limits = patient();
    connect_to_shell(words, true);
    EXPECT_FALSE(greet());
    EXPECT_EQ(connection->turned_away(), words == 0) << "a shell that answered is no refused login";
    EXPECT_THAT(close(), HasSubstr("exit code 255 before it said hello"));
  }
}

}  // namespace
}  // namespace oakprobe::fleet
