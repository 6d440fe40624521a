#include "coordinator/fleet/agent_connection.hpp"

#include "tests/support/far_end.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

// A connection over a transport without a process.
namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing_support::FakeTransport;
using testing_support::FarEnd;

class AgentConnectionTest : public ::testing::Test {
 protected:
  void TearDown() override { close(); }

  void connect() {
    close();
    end = std::make_shared<FarEnd>(io.get_executor());
    end->on_message = [end = end.get()](const wire::Message& message) {
      testing_support::answer_as_agent(*end, message);
    };
    connection.emplace(std::make_unique<FakeTransport>(io.get_executor(), end), limits, start);
  }
  // Up to its welcome.
  void bring_up() {
    connect();
    end->say(wire::greeting);
    ASSERT_TRUE(greet()) << connection->last_words();
  }
  bool greet() {
    const net::TimePoint deadline = net::Clock::now() + limits.start;
    return run(connection->greet(wire::Hello(), deadline));
  }
  asio::awaitable<bool> facts() {
    std::function<Taken(evidence::Facts)> take = [](const evidence::Facts&) { return Taken(); };
    return connection->ask<evidence::Facts>(wire::FactsRequest(), limits.answer, std::move(take));
  }
  // Returns its last words.
  std::string close() {
    if (!connection) return "";
    bool over = false;
    asio::co_spawn(io, connection->close(), [&](const std::exception_ptr&) { over = true; });
    run_until([&] { return over; });
    EXPECT_TRUE(end->ended);
    EXPECT_TRUE(end->buried);
    const std::string words = connection->last_words();
    connection.reset();
    return words;
  }

  // `meanwhile` comes when it waits.
  bool run(
      asio::awaitable<bool> coroutine, const std::function<void()>& meanwhile = [] {}
  ) {
    std::optional<bool> result;
    asio::co_spawn(io, std::move(coroutine), [&](const std::exception_ptr& failure, bool value) {
      EXPECT_FALSE(failure);
      result = value;
    });
    asio::post(io, meanwhile);
    run_until([&] { return result.has_value(); });
    return result.value_or(false);
  }
  void run_until(const std::function<bool()>& done) {
    io.restart();
    while (!done() && io.run_one() > 0) {
    }
    EXPECT_TRUE(done());
  }

  static LinkLimits patient() {
    LinkLimits limits;
    limits.hello = limits.start = limits.silence = limits.answer = limits.push_silence = 1h;
    limits.exit = limits.terminate = 0ms;
    return limits;
  }

  asio::io_context io{1};
  LinkLimits limits = patient();
  AgentStart start{{"agent"}};
  std::shared_ptr<FarEnd> end;
  std::optional<AgentConnection> connection;
};

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
