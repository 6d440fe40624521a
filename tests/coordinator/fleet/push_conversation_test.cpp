#include "coordinator/fleet/push_conversation.hpp"

#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

std::string told(const PushEvent& event) {
  struct Teller {
    std::string operator()(const ShellReady& ready) const {
      return "ready(" + ready.machine + (ready.unpacks ? "), unpacks" : ")");
    }
    std::string operator()(const WantsAgent&) const { return "send"; }
    std::string operator()(const PieceArrived&) const { return "got"; }
    std::string operator()(const HasAgent&) const { return "have"; }
    std::string operator()(const AgentStarts&) const { return "start"; }
    std::string operator()(const DeliveryFailed& failed) const { return "failed: " + failed.why; }
  };
  return std::visit(Teller(), event);
}

// All events, in words, and behind "|" what was left for the agent.
std::string replay(const std::string& text, std::size_t piece) {
  PushConversation conversation;
  std::string out;
  std::string rest;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    auto bytes = std::as_bytes(std::span(text)).subspan(at);
    bytes = bytes.first(std::min(piece, bytes.size()));
    while (!bytes.empty()) {
      const auto taken = conversation.feed(bytes);
      bytes = bytes.subspan(taken.bytes);
      if (taken.event) out += (out.empty() ? "" : ", ") + told(*taken.event);
      if (taken.bytes == 0) break;
    }
    rest.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  return out + (rest.empty() ? "" : "|" + rest);
}

TEST(PushConversation, FollowsTheScriptAmongChatter) {
  struct Row {
    const char* name;
    std::string said;
    const char* events;
  };
  const std::string begin = "\nOAKPROBE-PUSH/1 ready x86_64\n";
  const Row rows[] = {
      {"plain",
       begin + "OAKPROBE-PUSH/1 send\nOAKPROBE-PUSH/1 start\nOAKPROBE/1\nframes",
       "ready(x86_64), send, start|OAKPROBE/1\nframes"},
      {"a banner, and a line without end", "Welcome\r\nto w1 $ " + begin, "ready(x86_64)"},
      {"chatter in between",
       begin + "you have mail\nOAKPROBE-PUSH/1 send\n",
       "ready(x86_64), send"},
      {"the word in the middle of a line is nobody's", "see OAKPROBE-PUSH/1 ready x\n", ""},
      {"pieces",
       begin + "OAKPROBE-PUSH/1 send\nOAKPROBE-PUSH/1 got\nOAKPROBE-PUSH/1 got\n" +
           "OAKPROBE-PUSH/1 start\nOAKPROBE/1\n",
       "ready(x86_64), send, got, got, start|OAKPROBE/1\n"},
      {"it can unpack", "OAKPROBE-PUSH/1 ready aarch64 gzip\n", "ready(aarch64), unpacks"},
      {"a machine with a space", "OAKPROBE-PUSH/1 ready x gzip y\n", "ready(x gzip y)"},
      {"it was kept",
       begin + "OAKPROBE-PUSH/1 have\nOAKPROBE-PUSH/1 start\n",
       "ready(x86_64), have, start"},
      {"kept, and sent",
       begin + "OAKPROBE-PUSH/1 have\nOAKPROBE-PUSH/1 send\n",
       "ready(x86_64), have, failed: said 'send' at the wrong time"},
      {"sent, and kept",
       begin + "OAKPROBE-PUSH/1 send\nOAKPROBE-PUSH/1 have\n",
       "ready(x86_64), send, failed: said 'have' at the wrong time"},
      {"a piece of what is kept",
       begin + "OAKPROBE-PUSH/1 have\nOAKPROBE-PUSH/1 got\n",
       "ready(x86_64), have, failed: said 'got' at the wrong time"},
      {"a piece before any was asked for",
       begin + "OAKPROBE-PUSH/1 got\n",
       "ready(x86_64), failed: said 'got' at the wrong time"},
      {"no machine", "OAKPROBE-PUSH/1 ready \n", "ready()"},
      {"the node gives up",
       begin + "OAKPROBE-PUSH/1 failed no place\n",
       "ready(x86_64), failed: no place|"},
      {"unasked",
       begin + "OAKPROBE-PUSH/1 start\n",
       "ready(x86_64), failed: said 'start' at the wrong time"},
      {"twice",
       begin + begin.substr(1),
       "ready(x86_64), failed: said 'ready x86_64' at the wrong time"},
      {"an unknown word", "OAKPROBE-PUSH/1 dance\n", "failed: said 'dance' at the wrong time"},
      {"nothing", "", ""},
  };
  for (const Row& row : rows) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, row.said.size() + 1}) {
      SCOPED_TRACE(std::string(row.name) + " by " + std::to_string(piece));
      std::string events = row.events;
      if (events.ends_with("|")) events.pop_back();
      EXPECT_EQ(replay(row.said, piece), events);
    }
  }
}

TEST(PushConversation, TakesNoEndlessChatter) {
  for (const char* line : {"x", "lorem ipsum\n"}) {
    std::string said;
    while (said.size() < 200'000) said += line;
    EXPECT_TRUE(replay(said, 4096).starts_with("failed: printed '")) << line;
  }
}

TEST(PushConversation, KeepsTheChatterToQuoteIt) {
  PushConversation conversation;
  const std::string said = "Permission denied\n\nOAKPROBE-PUSH/1 ready x86_64\n";
  EXPECT_EQ(conversation.feed(std::as_bytes(std::span(said))).bytes, said.size());
  EXPECT_EQ(conversation.chatter(), "Permission denied\n");
  EXPECT_TRUE(conversation.shell_answered());
}

}  // namespace
}  // namespace oakprobe::fleet
