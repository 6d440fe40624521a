#include "inventory/command_text.hpp"

#include <gtest/gtest.h>

namespace oakprobe::inventory {
namespace {

TEST(CommandText, CanBeTypedAsItStands) {
  EXPECT_EQ(
      command_text({"ssh", "-T", "-o", "BatchMode=yes", "pi@w1", "oakprobe-agent", "--stdio"}),
      "ssh -T -o BatchMode=yes pi@w1 oakprobe-agent --stdio"
  );
  EXPECT_EQ(
      command_text({"sh", "-c", "exec agent '$1'", ""}), R"(sh -c 'exec agent '\''$1'\''' '')"
  );
  EXPECT_EQ(command_text({"ls", "~", "a*", "b;c"}), "ls '~' 'a*' 'b;c'");
  EXPECT_EQ(command_text({}), "");
}

TEST(CommandText, TellsNoPassword) {
  struct Row {
    std::vector<std::string> command;
    const char* text;
  };
  const Row rows[] = {
      {{"sshpass", "-p", "hunter2", "ssh", "-p", "2222", "w1"}, "sshpass -p *** ssh -p 2222 w1"},
      {{"/usr/bin/sshpass", "-v", "-phunter2", "ssh", "w1"}, "/usr/bin/sshpass -v -p*** ssh w1"},
      {{"sshpass", "-e", "ssh", "-p22", "w1"}, "sshpass -e ssh -p22 w1"},
      {{"env", "SSHPASS=hunter2", "sshpass", "-e", "ssh"}, "env SSHPASS=*** sshpass -e ssh"},
      {{"plink", "-pw", "hunter2", "w1"}, "plink -pw *** w1"},
      {{"tsh", "--token=hunter2", "--password", "hunter2", "w1"},
       "tsh --token=*** --password *** w1"},
      {{"sh", "-c", "cd /; sshpass -p 'hunter 2' ssh w1"}, "sh -c 'cd /; sshpass -p '***"},
      {{"sh", "-c", "PASSWORD=hunter2 ./connect w1"}, "sh -c PASSWORD=***"},
      {{"ssh", "-o", "PasswordAuthentication=no", "w1"}, "ssh -o PasswordAuthentication=no w1"},
  };
  for (const Row& row : rows) EXPECT_EQ(command_text(row.command), row.text);
}

}  // namespace
}  // namespace oakprobe::inventory
