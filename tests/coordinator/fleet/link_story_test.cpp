#include "coordinator/fleet/agent_link.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <unistd.h>

#include <sys/utsname.h>

// What a link tells of its agent while it opens, asks and closes, in order.
namespace oakprobe::fleet {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

struct Retold {
  std::string operator()(const CommandStarted& started) const {
    return "started " + joined(started.command);
  }
  std::string operator()(const AgentArrived& arrived) const {
    return "arrived " + std::to_string(arrived.sent_bytes) + (arrived.packed ? " packed" : "");
  }
  std::string operator()(const TurnedAway& away) const {
    return "again in " + seconds(away.again_in) + ": " + away.why;
  }
  std::string operator()(const AgentUp& up) const {
    constexpr const char* origins[] = {"installed", "local", "sent", "kept"};
    return std::string("up ") + origins[static_cast<std::size_t>(up.origin)] +
           (up.may_tap ? " taps" : "");
  }
  std::string operator()(const AgentFailed& failed) const { return "failed: " + failed.why; }
  std::string operator()(const AgentLost& lost) const { return "lost: " + lost.why; }
};

class LinkStoryTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(root / "tmp"); }
  void TearDown() override { fs::remove_all(root); }

  AgentStart fake(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), OAKPROBE_FAKE_AGENT);
    return {std::move(arguments)};
  }

  // Opens, asks for facts, closes.
  std::vector<std::string> story_of(AgentStart start) {
    std::vector<std::string> story;
    start.tell = [&](const LinkEvent& event) { story.push_back(std::visit(Retold(), event)); };
    AgentLink link(
        io.get_executor(),
        as_child_process(io.get_executor(), nullptr),
        limits,
        std::move(start),
        wire::Hello()
    );
    testing::run_coroutine(
        io,
        [](AgentLink& it, LinkLimits::Duration limit) -> asio::awaitable<void> {
          wire::Message question = wire::FactsRequest();
          std::function<Taken(evidence::Facts)> take = [](evidence::Facts) { return Taken(); };
          if (co_await it.open())
            static_cast<void>(
                co_await it.ask<evidence::Facts>(std::move(question), limit, std::move(take))
            );
          co_await it.close();
        }(link, limits.answer)
    );
    return story;
  }

  const fs::path root = fs::path(::testing::TempDir()) / ("story-" + std::to_string(::getpid()));
  asio::io_context io{1};
  LinkLimits limits = [] {
    LinkLimits patient;
    patient.hello = patient.start = patient.push_login = LinkLimits::Duration(60'000);
    patient.retry_after = {LinkLimits::Duration(1), LinkLimits::Duration(2)};
    return patient;
  }();
};

TEST_F(LinkStoryTest, OfAnAgentThatIsThere) {
  const std::string command = std::string("started ") + OAKPROBE_FAKE_AGENT;
  EXPECT_THAT(story_of(fake({})), ElementsAre(command, "up installed"));
  AgentStart here = fake({});
  here.local = true;
  EXPECT_THAT(story_of(std::move(here)), ElementsAre(command, "up local"));
}

TEST_F(LinkStoryTest, HasEachRetryWithItsReason) {
  const std::string file = root / "starts";
  const std::string command =
      std::string("started ") + OAKPROBE_FAKE_AGENT + " turned-away 2 " + file;
  const auto turned_away = [](const char* again_in) {
    return ::testing::AllOf(
        StartsWith(std::string("again in ") + again_in + ": ended with exit code 255"),
        HasSubstr("kex_exchange_identification")
    );
  };
  EXPECT_THAT(
      story_of(fake({"turned-away", "2", file})),
      ElementsAre(
          command, turned_away("1 ms"), command, turned_away("2 ms"), command, "up installed"
      )
  );
}

TEST_F(LinkStoryTest, EndsWithWhyItFailed) {
  const std::string file = root / "starts";
  const auto story = story_of(fake({"turned-away", "99", file}));
  ASSERT_EQ(story.size(), 6U) << joined(story);
  EXPECT_THAT(story.back(), StartsWith("failed: ended with exit code 255"));
  EXPECT_THAT(
      story_of({std::vector<std::string>{"oakprobe-no-such-command"}}),
      ElementsAre(
          "started oakprobe-no-such-command",
          "failed: could not start 'oakprobe-no-such-command': No such file or directory"
      )
  );
}

TEST_F(LinkStoryTest, TellsOfALossOnce) {
  const auto story = story_of(fake({"die", "facts-request"}));
  ASSERT_EQ(story.size(), 3U) << joined(story);
  EXPECT_EQ(story[1], "up installed");
  EXPECT_THAT(story[2], StartsWith("lost: ended with exit code 3"));
  EXPECT_THAT(story[2], HasSubstr("out of luck"));
}

TEST_F(LinkStoryTest, HasWhatWasSentAndWhatWasKept) {
  fs::create_directories(root / "programs");
  fs::copy_file(OAKPROBE_FAKE_AGENT, root / "programs/oakprobe-agent");
  const auto agents = std::make_shared<AgentBinaries>(root / "programs");
  utsname own{};
  ::uname(&own);
  const auto agent = agents->for_machine(own.machine).agent;
  ASSERT_TRUE(agent && !agent->packed.empty());
  const auto pushed = [&] {
    AgentStart start(std::vector<std::string>{
        "env",
        "TMPDIR=" + (root / "tmp").string(),
        "XDG_CACHE_HOME=" + (root / "cache").string(),
        "/bin/sh"});
    start.push = agents;
    start.keep = true;
    start.directory = "oakprobe-story-" + std::to_string(::getpid());
    return start;
  };
  const std::string arrived = "arrived " + std::to_string(agent->packed.size()) + " packed";
  EXPECT_THAT(story_of(pushed()), ElementsAre(HasSubstr("/bin/sh"), arrived, "up sent"));
  EXPECT_THAT(story_of(pushed()), ElementsAre(HasSubstr("/bin/sh"), "arrived 0", "up kept"));
}

}  // namespace
}  // namespace oakprobe::fleet
