#include "probe-agent/firewall/host_tool.hpp"

#include "tests/support/child_agent.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace oakprobe::agent {
namespace {

using testing_support::Pipe;

class HostTool : public ::testing::Test {
 protected:
  ToolText shell(const char* script) {
    const std::array arguments{"-c", script};
    return run_tool("/bin/sh", arguments, owner_.out.get());
  }
  Pipe owner_;
};

TEST_F(HostTool, IsTakenWhatItPrints) {
  const ToolText told = shell("echo one; echo two >&2; echo three");
  EXPECT_EQ(told.state, ToolState::read);
  EXPECT_EQ(told.text, "one\nthree\n");
  const ToolText much = shell("head -c 1000000 /dev/zero");
  EXPECT_EQ(much.state, ToolState::read);
  EXPECT_EQ(much.text.size(), 1'000'000U);
}

TEST_F(HostTool, HasNothingOfTheEnvironment) {
  ::setenv("OAKPROBE_TEST_SECRET", "swordfish", 1);
  EXPECT_EQ(run_tool("/usr/bin/env", {}, owner_.out.get()).text, "LC_ALL=C\n");
  EXPECT_EQ(shell("cat; echo end").text, "end\n") << "its input is empty";
}

TEST_F(HostTool, ThatFailsHasToldNothing) {
  struct Row {
    const char* name;
    const char* script;
    const char* why;
  };
  const Row rows[] = {
      {"an exit code", "echo half; exit 3", "ended with exit code 3"},
      {"a signal", "echo half; kill -9 $$", "ended with signal 9 (Killed)"},
      {"without an end", "exec yes", "prints more than 16 MB"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const ToolText told = shell(row.script);
    EXPECT_EQ(told.state, ToolState::failed);
    EXPECT_EQ(told.text, row.why);
  }
  EXPECT_EQ(run_tool("/nowhere", {}, owner_.out.get()).text, "ended with exit code 127");
}

TEST_F(HostTool, IsEndedWithAllItStartedOnceNobodyWantsIt) {
  Pipe alive;  // closed when the last of them has ended
  ASSERT_EQ(::fcntl(alive.in.get(), F_SETFD, 0), 0);
  owner_.in.reset();
  EXPECT_EQ(shell("sleep 1000 & sleep 1000").text, "is not wanted any more");
  alive.in.reset();
  char nothing = 0;
  EXPECT_EQ(::read(alive.out.get(), &nothing, 1), 0);
}

TEST_F(HostTool, IsEndedWhenItTakesTooLong) {
  const ToolText told = shell("echo half; sleep 1000");
  EXPECT_EQ(told.state, ToolState::failed);
  EXPECT_EQ(told.text, "takes longer than 5 s");
}

TEST(ToolPath, IsInAFolderOfTheHosts) {
  EXPECT_EQ(tool_path("sh").substr(tool_path("sh").rfind('/')), "/sh");
  EXPECT_EQ(tool_path("oakprobe-no-such-tool"), "");
}

}  // namespace
}  // namespace oakprobe::agent
