#include "delivery_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>

namespace oakprobe::fleet {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SudoTest : public DeliveryTest {
 protected:
  void SetUp() override {
    DeliveryTest::SetUp();
    put_program("sudo", fake_sudo);
  }
  AgentStart with_sudo(const char* password, std::vector<std::string> environment = {}) {
    AgentStart start = with_shell({"/bin/sh"}, std::move(environment));
    start.sudo = true;
    if (password != nullptr) start.sudo_password = std::make_shared<const SudoPassword>(password);
    return start;
  }
  std::string given() const {
    std::ifstream file(tries());
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(SudoTest, RunsThePushedAgent) {
  EXPECT_TRUE(delivers(with_sudo(nullptr))) << words;
  EXPECT_FALSE(delivers(with_sudo(nullptr, {"NEEDS_PASSWORD=oak"})));
  EXPECT_THAT(words, HasSubstr("a password is required"));
}

TEST_F(SudoTest, GetsThePasswordOnlyWhenItAsks) {
  EXPECT_TRUE(delivers(with_sudo("oak"))) << words;
  EXPECT_EQ(given(), "");
  EXPECT_TRUE(delivers(with_sudo("oak", {"NEEDS_PASSWORD=oak"}))) << words;
  EXPECT_EQ(given(), "oak\n");
}

TEST_F(SudoTest, GetsAWrongPasswordOnce) {
  EXPECT_FALSE(delivers(with_sudo("elm", {"NEEDS_PASSWORD=oak"})));
  EXPECT_THAT(words, HasSubstr("sudo refused the password"));
  EXPECT_THAT(words, Not(HasSubstr("elm")));
  EXPECT_EQ(given(), "elm\n");
}

TEST_F(SudoTest, IsToldWhenItIsSlow) {
  put_program("sudo", "#!/bin/sh\nexec sleep 1000\n");
  limits.sudo = LinkLimits::Duration(300);
  EXPECT_FALSE(delivers(with_sudo(nullptr)));
  EXPECT_THAT(words, HasSubstr("sudo did not start the agent: it said nothing within 300 ms"));
  EXPECT_THAT(words, HasSubstr("/etc/hosts"));
}

TEST_F(SudoTest, HasMoreTimeThanAnAgent) {
  limits.hello = LinkLimits::Duration(2'000);
  put_program("sudo", "#!/bin/sh\nsleep 3\nshift 2\nexec \"$@\"\n");
  EXPECT_TRUE(delivers(with_sudo(nullptr))) << words;
}

// Between the password and what it does with it, a sudo runs whatever its machine's owner likes.
TEST_F(SudoTest, ItsEchoOfThePasswordIsNotTold) {
  const std::string secret = "cork-oak-11";
  const char* const echoes[] = {
      "echo \"got $password\" >&2; exit 1",
      "echo \"got $password\"; exit 1",
      "printf %s \"$password\"; printf %s \"$password\" >&2; exit 1",
      "while [ -n \"$password\" ]; do rest=${password#?}; printf %s \"${password%\"$rest\"}\" >&2; "
      "printf %s \"${password%\"$rest\"}\"; password=$rest; done; exit 1",
      "printf '%s' \"$password\" | sed 's/-/\\\\-/g' >&2; exit 1",
      "echo \"OAKPROBE/2 $password\"; exit 1",
      "head -c 70000 /dev/zero | tr '\\0' x; echo \"$password\"; exec sleep 1000",
      "echo \"$password\"; head -c 65800 /dev/zero | tr '\\0' x; exec sleep 1000",
      "echo \"$password\" >&2; echo OAKPROBE/1; echo nonsense; exec sleep 1000",
      "printf %s \"${password%?}\" >&2; exit 1"};
  for (const char* echo : echoes) {
    SCOPED_TRACE(echo);
    put_program(
        "sudo", std::string("#!/bin/sh\nprintf %s \"$3\" >&2\nread -r password\n") + echo + "\n"
    );
    for (const bool pushed : {true, false}) {
      AgentStart start = with_sudo(secret.c_str());
      if (!pushed) {
        start.push = nullptr;
        start.command.pop_back();
        for (const char* word : {"sudo", "-S", "-p", "oakprobe-sudo-test:", "--", "oakprobe-agent"})
          start.command.emplace_back(word);
      }
      EXPECT_FALSE(delivers(start));
      EXPECT_THAT(words, Not(HasSubstr(secret.substr(0, 6))));
      EXPECT_THAT(words, Not(HasSubstr(secret.substr(4))));
    }
  }
}

TEST_F(SudoTest, AsksForAnInstalledAgentToo) {
  AgentStart start = with_sudo("oak", {"NEEDS_PASSWORD=oak"});
  start.push = nullptr;
  start.command.pop_back();
  for (const char* word : {"sudo", "-S", "-p", "oakprobe-sudo-test:", "--", OAKPROBE_FAKE_AGENT})
    start.command.emplace_back(word);
  EXPECT_TRUE(delivers(start)) << words;
}

}  // namespace
}  // namespace oakprobe::fleet
