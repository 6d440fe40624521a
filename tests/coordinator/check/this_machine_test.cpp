#include "coordinator/check/this_machine.hpp"

#include "inventory/shell_words.hpp"

#include <gtest/gtest.h>

namespace oakprobe::check {
namespace {

TEST(OwnHost, IsWhatLeadsSshToThisMachine) {
  const ThisMachine here{
      {*parse_ip_address("192.0.2.31"), *parse_ip_address("2001:db8::31")}, "Edge-7.lab.example"};
  struct Row {
    const char* command;
    const char* address;
    const char* own;
  };
  const Row rows[] = {
      {"ssh -T 192.0.2.31 oakprobe-agent", "198.51.100.1", "192.0.2.31"},
      {"ssh -T -p 22 pi@2001:db8:0::31 oakprobe-agent", "auto", "2001:db8:0::31"},
      {"ssh 127.0.0.1 oakprobe-agent", "auto", "127.0.0.1"},
      {"ssh LocalHost oakprobe-agent", "auto", "LocalHost"},
      {"ssh edge-7 oakprobe-agent", "auto", "edge-7"},
      {"ssh edge-7.lab.example oakprobe-agent", "auto", "edge-7.lab.example"},
      {"ssh w1 oakprobe-agent", "192.0.2.31", "192.0.2.31"},
      // Somebody else, or nobody knows.
      {"ssh w1 oakprobe-agent", "192.0.2.32", ""},
      {"ssh w1 oakprobe-agent", "127.0.0.1", ""},
      {"ssh edge-7.other.example oakprobe-agent", "auto", ""},
      {"ssh 192.0.2.32 oakprobe-agent", "192.0.2.31", ""},
      {"ssh -J gate 192.0.2.31 oakprobe-agent", "192.0.2.31", ""},
      {"ssh -p 2222 localhost oakprobe-agent", "192.0.2.31", ""},
      {"docker exec -i w1 oakprobe-agent", "192.0.2.31", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    inventory::Node node;
    node.address = row.address;
    node.agent.command = inventory::split_shell_words(row.command).value();
    EXPECT_EQ(own_host(node, here), row.own);
    EXPECT_EQ(own_host(node, {}), "") << "of a machine that is not known nothing is said";
    node.agent.local = true;
    EXPECT_EQ(own_host(node, here), "");
  }
}

}  // namespace
}  // namespace oakprobe::check
