#include "agent_link_case.hpp"
#include "tests/support/heap_meter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(AgentLinkTest, OpensAsksAndCloses) {
  const auto link = link_to({});
  ASSERT_TRUE(open(*link)) << link->last_words();
  EXPECT_EQ(link->welcome().oakprobe, "9.9");
  EXPECT_TRUE(ask_facts(*link)) << link->last_words();
  EXPECT_TRUE(link->usable());
  close(*link);
  EXPECT_EQ(link->last_words(), "");
}

// As a process does that was stopped, or whose machine had something better to do.
TEST_F(AgentLinkTest, WhatWaitsUnreadIsNotLate) {
  limits.hello = limits.start = 400ms;
  const auto link = link_to({});
  const auto stand_still = [until = net::Clock::now() + 2 * limits.hello] {
    while (net::Clock::now() < until) {
    }
  };
  EXPECT_TRUE(run_coroutine_while(link->open(), stand_still)) << link->last_words();
  close(*link);
}

TEST_F(AgentLinkTest, SkipsALoginBanner) {
  const auto link = link_to({"banner"});
  EXPECT_TRUE(open(*link)) << link->last_words();
  close(*link);
}

struct Failure {
  const char* name;
  std::vector<std::string> arguments;
  std::vector<const char*> words;
  bool waits = false;  // for the limit of hello
};

TEST_F(AgentLinkTest, SaysWhyAnAgentWasNotReached) {
  const Failure failures[] = {
      {"says nothing", {"silent"}, {"said nothing", "300 ms"}, true},
      {"greets, hangs", {"hang", "hello"}, {"did not answer hello"}, true},
      {"only a banner", {"banner-only"}, {"Welcome to edge-7", "greeting"}, true},
      {"an endless banner", {"endless-banner"}, {"lorem ipsum", "64 KiB"}},
      {"another greeting", {"other-greeting"}, {"speaks protocol 2", "this is 1", "same version"}},
      {"another version", {"other-version"}, {"speaks protocol 2", "9.9", "same version"}},
      {"ends", {"fails"}, {"exit code 127", "before it said hello", "oakprobe-agent: not found"}},
      {"dies", {"die", "hello"}, {"exit code 3", "out of luck"}},
      {"gives up", {"give-up", "hello"}, {"gave up", "no capability left"}},
      {"nonsense", {"nonsense", "hello"}, {"spoke nonsense"}},
      {"an oversized frame", {"oversize", "hello"}, {"spoke nonsense"}},
      {"half a frame", {"truncate", "hello"}, {"exit code 0", "before it said hello"}},
      {"out of turn", {"unasked", "hello"}, {"'disarmed'", "wrong time"}},
      {"a trickled greeting", {"trickled-greeting"}, {"printed '", "greeting", "300 ms"}, true},
      {"a trickled welcome", {"trickle", "hello"}, {"did not answer hello within 300 ms"}, true},
      {"no bytes", {"empty", "hello"}, {"announced no bytes", "same version"}},
      {"an unknown type", {"unknown-type", "hello"}, {"unknown type", "same version"}},
      {"nested deep", {"deep", "hello"}, {"more bytes than are allowed"}},
      {"a claim of 2^32", {"claims", "hello"}, {"too many values"}},
      {"one byte too many", {"one-too-many", "hello"}, {"more bytes than are allowed"}},
      {"terminal control", {"escapes", "hello"}, {"gave up: ?]0;owned??[2Jxxx"}},
      {"a flood before hello", {"keepalives", "hello"}, {"floods"}},
  };
  for (const Failure& failure : failures) {
    SCOPED_TRACE(failure.name);
    limits.hello = failure.waits ? 300ms : 30'000ms;
    limits.start = 60'000ms;
    const auto link = link_to(failure.arguments);
    EXPECT_FALSE(open(*link));
    EXPECT_FALSE(link->opened());
    close(*link);
    for (const char* words : failure.words) EXPECT_THAT(link->last_words(), HasSubstr(words));
  }
}

TEST_F(AgentLinkTest, SaysWhyACommandCannotBeStarted) {
  const std::vector<std::string> command{"oakprobe-no-such-command"};
  AgentLink link(
      io.get_executor(),
      as_child_process(io.get_executor(), nullptr),
      limits,
      command,
      wire::Hello()
  );
  EXPECT_FALSE(open(link));
  EXPECT_EQ(
      link.last_words(), "could not start 'oakprobe-no-such-command': No such file or directory"
  );
  close(link);
}

TEST_F(AgentLinkTest, SaysWhyAnAgentWasLost) {
  const Failure failures[] = {
      {"hangs, tells nothing", {"hang", "facts-request"}, {"did not answer 'facts-request'"}, true},
      {"dies", {"die", "facts-request"}, {"exit code 3", "middle of the check", "out of luck"}},
      {"gives up", {"give-up", "facts-request"}, {"gave up: no capability left"}},
      {"nonsense", {"nonsense", "facts-request"}, {"spoke nonsense"}},
      {"an oversized frame", {"oversize", "facts-request"}, {"spoke nonsense"}},
      {"half a frame", {"truncate", "facts-request"}, {"middle of a frame"}},
      {"out of turn", {"unasked", "facts-request"}, {"'disarmed'", "wrong time"}},
      {"floods", {"keepalives", "facts-request"}, {"floods"}},
      {"no bytes", {"empty", "facts-request"}, {"announced no bytes", "same version"}},
      {"an unknown type", {"unknown-type", "facts-request"}, {"unknown type", "same version"}},
      {"nested deep", {"deep", "facts-request"}, {"nested too deeply"}},
      {"a claim of 2^32", {"claims", "facts-request"}, {"too many values"}},
      {"one byte too many", {"one-too-many", "facts-request"}, {"more bytes than are allowed"}},
  };
  for (const Failure& failure : failures) {
    SCOPED_TRACE(failure.name);
    limits.answer = failure.waits ? 200ms : 30'000ms;
    const auto link = link_to(failure.arguments);
    ASSERT_TRUE(open(*link)) << link->last_words();
    EXPECT_FALSE(ask_facts(*link));
    EXPECT_TRUE(link->opened());
    EXPECT_FALSE(link->usable());
    close(*link);
    for (const char* words : failure.words) EXPECT_THAT(link->last_words(), HasSubstr(words));
  }
}

TEST_F(AgentLinkTest, LosesAnAgentThatFallsSilent) {
  limits.silence = 200ms;
  limits.keepalive = 50ms;
  const auto link = link_to({"stop", "facts-request"});
  ASSERT_TRUE(open(*link)) << link->last_words();
  EXPECT_FALSE(ask_facts(*link));
  close(*link);
  EXPECT_EQ(link->last_words(), "fell silent for 200 ms");
}

// Bytes are no sign of life: whole messages are.
TEST_F(AgentLinkTest, LosesAnAgentThatTricklesAFrame) {
  limits.silence = 300ms;
  limits.keepalive = 50ms;
  const auto link = link_to({"trickle", "facts-request"});
  ASSERT_TRUE(open(*link)) << link->last_words();
  EXPECT_FALSE(ask_facts(*link));
  close(*link);
  EXPECT_EQ(link->last_words(), "fell silent for 300 ms");
}

TEST_F(AgentLinkTest, EndsAnAnswerWhosePartsGoOnAndOn) {
  limits.answer = 1'000ms;
  const auto link = link_to({"parts", "evidence-request"});
  ASSERT_TRUE(open(*link)) << link->last_words();
  EXPECT_FALSE(ask_evidence(*link));
  EXPECT_GT(parts, 0);
  close(*link);
  EXPECT_EQ(link->last_words(), "did not answer 'evidence-request' within 1 s");
}

// A pipe takes 64 KiB, and the writer what one agent may have waiting.
TEST_F(AgentLinkTest, HoldsNoMoreThanItsLimitForAnAgentThatDoesNotRead) {
  limits.answer = 20ms;
  const auto link = link_to({"not-reading", "arm"});
  ASSERT_TRUE(open(*link)) << link->last_words();
  const testing_support::HeapMeter meter;
  wire::Arm order;
  order.ports.resize(16);  // of 128 kB each
  for (std::uint16_t at = 0; at < 16; ++at) {
    order.ports[at].port.port = static_cast<std::uint16_t>(at + 1);
    order.ports[at].flows.resize(65'536);
  }
  for (int i = 0; i < 100 && link->usable(); ++i) {
    link->interrupt();
    auto asked = link->ask<wire::Armed>(order, limits.answer, [](wire::Armed) { return Taken(); });
    EXPECT_FALSE(run_coroutine_while(std::move(asked), [&] { link->interrupt(); }));
  }
  EXPECT_FALSE(link->usable());
  EXPECT_LE(meter.peak_bytes(), unsent_bytes_max + (32U << 20));
  close(*link);
  EXPECT_THAT(link->last_words(), HasSubstr("does not read it"));
}

TEST_F(AgentLinkTest, EndsAnAnswerWithoutEnd) {
  const auto link = link_to({"evidence", "evidence-request"});
  ASSERT_TRUE(open(*link)) << link->last_words();
  EXPECT_FALSE(ask_evidence(*link));
  close(*link);
  EXPECT_THAT(link->last_words(), StartsWith("too many"));
}

class TurnedAway : public AgentLinkTest {
 protected:
  void SetUp() override {
    file = ::testing::TempDir() + "turned-away-" + std::to_string(::getpid());
    std::remove(file.c_str());
    limits.retry_after = {LinkLimits::Duration(1), LinkLimits::Duration(2)};
  }
  void TearDown() override { std::remove(file.c_str()); }
  int starts() {
    int count = 0;
    std::ifstream(file) >> count;
    return count;
  }

  std::string file;
};

TEST_F(TurnedAway, TriesTwiceMore) {
  const auto link = link_to({"turned-away", "2", file});
  EXPECT_TRUE(open(*link)) << link->last_words();
  EXPECT_EQ(starts(), 3);
  close(*link);
}

TEST_F(TurnedAway, GivesUpThen) {
  const auto link = link_to({"turned-away", "99", file});
  EXPECT_FALSE(open(*link));
  EXPECT_EQ(starts(), 3);
  close(*link);
  EXPECT_THAT(link->last_words(), AllOf(HasSubstr("exit code 255"), HasSubstr("kex_exchange")));
}

TEST_F(TurnedAway, DoesNotTryBeyondTheWholeLimit) {
  limits.start = 50ms;
  limits.retry_after = {LinkLimits::Duration(60'000), LinkLimits::Duration(60'000)};
  const auto link = link_to({"turned-away", "99", file});
  EXPECT_FALSE(open(*link));
  EXPECT_LE(starts(), 1);
  close(*link);
}

TEST_F(AgentLinkTest, EndsACommandThatIgnoresGoodbye) {
  limits.exit = 10ms;
  limits.terminate = 10ms;
  const auto link = link_to({"ignore-end", "never"});
  ASSERT_TRUE(open(*link)) << link->last_words();
  close(*link);  // returns only when the command is reaped
  EXPECT_TRUE(link->last_words().empty());
}

}  // namespace
}  // namespace oakprobe::fleet
