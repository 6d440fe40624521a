#include "inventory/ssh_way.hpp"

#include "inventory/shell_words.hpp"

#include <gtest/gtest.h>

namespace oakprobe::inventory {
namespace {

AgentSpec started_by(const char* command) {
  AgentSpec agent;
  agent.command = split_shell_words(command).value();
  return agent;
}

TEST(SshWay, IsWhatAPersonWouldType) {
  struct Row {
    const char* command;
    const char* by_hand;
    const char* copy_id;
    const char* known_host;
  };
  const Row rows[] = {
      {"ssh -T -o BatchMode=yes w1 oakprobe-agent --stdio", "ssh w1", "ssh-copy-id w1", "w1"},
      {"ssh -T -o BatchMode=yes pi@192.0.2.31",
       "ssh pi@192.0.2.31",
       "ssh-copy-id pi@192.0.2.31",
       "192.0.2.31"},
      {"ssh -l pi -p 2222 w1 sudo -n -- oakprobe-agent --stdio",
       "ssh -p 2222 pi@w1",
       "ssh-copy-id -p 2222 pi@w1",
       "[w1]:2222"},
      {"ssh -Tp2222 -oUser=pi w1 oakprobe-agent",
       "ssh -p 2222 pi@w1",
       "ssh-copy-id -p 2222 pi@w1",
       "[w1]:2222"},
      {"ssh w1 -p 22 -T oakprobe-agent --stdio", "ssh -p 22 w1", "ssh-copy-id -p 22 w1", "w1"},
      {"ssh ssh://pi@w1:2222 oakprobe-agent",
       "ssh -p 2222 pi@w1",
       "ssh-copy-id -p 2222 pi@w1",
       "[w1]:2222"},
      {"ssh ssh://[2001:db8::1] oakprobe-agent",
       "ssh 2001:db8::1",
       "ssh-copy-id 2001:db8::1",
       "2001:db8::1"},
      {"ssh -l pi other@w1 oakprobe-agent", "ssh pi@w1", "ssh-copy-id pi@w1", "w1"},
      {"ssh -F ./conf -i 'my key' -J gate w1 oakprobe-agent",
       "ssh -F ./conf -i 'my key' -o ProxyJump=gate w1",
       "ssh-copy-id -F ./conf -i 'my key' -o ProxyJump=gate w1",
       "w1"},
      {"sshpass -e /usr/bin/ssh -o 'Port 2200' w1 oakprobe-agent",
       "ssh -p 2200 w1",
       "ssh-copy-id -p 2200 w1",
       "[w1]:2200"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    const auto way = ssh_way(started_by(row.command));
    ASSERT_TRUE(way);
    EXPECT_EQ(by_hand(*way), row.by_hand);
    EXPECT_EQ(copy_id(*way), row.copy_id);
    EXPECT_EQ(known_host(*way), row.known_host);
  }
}

TEST(SshWay, KnowsAWayThroughOthers) {
  EXPECT_TRUE(ssh_way(started_by("ssh -J gate w1 oakprobe-agent"))->jumps);
  EXPECT_TRUE(ssh_way(started_by("ssh -o 'proxycommand nc %h' w1 oakprobe-agent"))->jumps);
  EXPECT_FALSE(ssh_way(started_by("ssh -i jump w1 oakprobe-agent"))->jumps);
}

TEST(SshWay, IsOfSshOnly) {
  EXPECT_FALSE(ssh_way(started_by("docker exec -i w1 oakprobe-agent --stdio")));
  EXPECT_FALSE(ssh_way(started_by("oakprobe-agent --stdio")));
  EXPECT_FALSE(ssh_way(started_by("ssh -T oakprobe-agent --stdio"))) << "no host";
  AgentSpec none;
  none.none = true;
  EXPECT_FALSE(ssh_way(none));
}

}  // namespace
}  // namespace oakprobe::inventory
