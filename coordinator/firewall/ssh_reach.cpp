#include "coordinator/firewall/ssh_reach.hpp"

#include "base/parse_number.hpp"
#include "inventory/agent_command.hpp"
#include "inventory/ssh_way.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>

namespace oakprobe::firewall {
namespace {

bool is_ssh(const std::string& word) { return inventory::program_of(word) == "ssh"; }

// What one ssh runs by another may be one word: "ssh -p 2022 w1 oakprobe-agent".
std::vector<std::string> single_words(const std::vector<std::string>& command) {
  std::vector<std::string> words;
  for (const std::string& word : command) {
    std::istringstream line(word);
    const std::vector<std::string> within(
        std::istream_iterator<std::string>{line}, std::istream_iterator<std::string>{}
    );
    if (within.size() > 1 && is_ssh(within.front()))
      words.insert(words.end(), within.begin(), within.end());
    else
      words.push_back(word);
  }
  return words;
}

}  // namespace

SshReach ssh_reach(const inventory::AgentSpec& agent) {
  SshReach reach;
  inventory::AgentSpec rest = agent;
  rest.command = single_words(agent.command);
  for (bool is_first = true; const auto way = inventory::ssh_way(rest); is_first = false) {
    reach.by_another_host = reach.by_another_host || way->jumps || !is_first;
    if (const auto port = parse_number<std::uint16_t>(way->port)) reach.ports.push_back(*port);
    rest.command.erase(rest.command.begin(), std::ranges::find_if(rest.command, is_ssh) + 1);
  }
  return reach;
}

}  // namespace oakprobe::firewall
