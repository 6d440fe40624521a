#include "agent_connection_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST_F(AgentConnectionTest, TakesWhatComesByteByByte) {
  connect();
  end->read_max = 1;
  end->say("Welcome to edge-7\nnot yet OAKPROBE/1\n");
  end->say(wire::greeting);
  EXPECT_TRUE(greet()) << connection->last_words();
  EXPECT_TRUE(run(facts())) << connection->last_words();
  EXPECT_EQ(close(), "");
}

TEST_F(AgentConnectionTest, TakesSeveralMessagesAtOnce) {
  connect();
  end->on_message = [this](const wire::Message& message) {
    end->say(wire::Keepalive());
    testing_support::answer_as_agent(*end, message);
    end->say(wire::Keepalive());
  };
  end->say(wire::greeting);
  EXPECT_TRUE(greet()) << connection->last_words();
  EXPECT_TRUE(run(facts())) << connection->last_words();
  EXPECT_EQ(close(), "");
}

TEST_F(AgentConnectionTest, SaysInWhichPhaseItFellSilent) {
  limits.start = limits.hello = 40ms;
  connect();
  EXPECT_FALSE(greet());
  EXPECT_EQ(close(), "said nothing within 40 ms");

  connect();
  end->on_message = nullptr;
  end->say(wire::greeting);
  EXPECT_FALSE(greet());
  EXPECT_THAT(close(), HasSubstr("did not answer hello within 40 ms"));

  limits = patient();
  limits.answer = 40ms;
  bring_up();
  end->on_message = nullptr;
  EXPECT_FALSE(run(facts()));
  EXPECT_EQ(close(), "did not answer 'facts-request' within 40 ms");

  limits = patient();
  limits.silence = 40ms;
  bring_up();
  run_until([&] { return connection->failed(); });
  EXPECT_EQ(close(), "fell silent for 40 ms") << "between two questions";
}

// Also where the stream ends with half a frame in it.
TEST_F(AgentConnectionTest, SaysInWhichPhaseItsStreamEnded) {
  std::string told;
  start.tell = [&](const LinkEvent& event) {
    if (std::holds_alternative<AgentLost>(event)) told += "lost ";
  };
  connect();
  end->close({false, 3});
  EXPECT_FALSE(greet());
  EXPECT_EQ(close(), "ended with exit code 3 before it said hello");

  connect();
  end->on_message = nullptr;
  end->say(wire::greeting);
  end->close({true, 9});
  EXPECT_FALSE(greet());
  EXPECT_THAT(close(), HasSubstr("signal 9 (Killed) before it said hello"));
  EXPECT_EQ(told, "") << "it was never there";

  for (const bool half : {false, true}) {
    bring_up();
    end->on_message = nullptr;
    if (half) end->say(std::string_view("\0\0\1", 3));
    end->close({false, 3});
    EXPECT_FALSE(run(facts()));
    EXPECT_THAT(close(), HasSubstr(half ? "middle of a frame" : "middle of the check"));
  }
  bring_up();
  end->close({false, 3});
  run_until([&] { return connection->failed(); });
  EXPECT_THAT(close(), HasSubstr("middle of the check")) << "between two questions";
  EXPECT_EQ(told, "lost lost lost ") << "each once";
}

TEST_F(AgentConnectionTest, IsTurnedAwayOnlyByALoginThatMayGoBetterNextTime) {
  struct Row {
    const char* name;
    const char* words;
    bool greets;
    int exit_code;
    bool turned_away;
  };
  const Row rows[] = {
      {"ssh's own exit code", "kex_exchange_identification: reset", false, 255, true},
      {"another", "", false, 254, false},
      {"a final word", "Permission denied (publickey).", false, 255, false},
      {"it was there", "", true, 255, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    connect();
    end->on_message = nullptr;
    end->say_to_people(row.words);
    if (row.greets) end->say(wire::greeting);
    end->close({false, row.exit_code});
    EXPECT_FALSE(greet());
    EXPECT_EQ(connection->turned_away(), row.turned_away);
    EXPECT_THAT(close(), HasSubstr(row.words));
  }
}

TEST_F(AgentConnectionTest, HoldsSoMuchForWhoDoesNotReadAndNoMore) {
  std::vector<std::byte> frame;
  wire::append_frame(frame, wire::encode_message(wire::FactsRequest()));
  for (const std::size_t beyond : {0U, 1U}) {
    bring_up();
    end->reads = false;
    end->unread_bytes = unsent_bytes_max - frame.size() + beyond;
    EXPECT_FALSE(run(facts(), [&] { connection->interrupt(); }));
    EXPECT_EQ(connection->failed(), beyond > 0);
    EXPECT_THAT(close(), HasSubstr(beyond > 0 ? "does not read it" : ""));
  }
}

}  // namespace
}  // namespace oakprobe::fleet
