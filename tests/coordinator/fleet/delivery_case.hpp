#pragma once

#include "coordinator/fleet/agent_link.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <sys/utsname.h>

namespace oakprobe::fleet {

namespace fs = std::filesystem;

// Of this whole program, as main() does: a command may end while it is written to.
[[maybe_unused]] inline const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

// Asks as sudo does: `sudo -S -p PROMPT -- COMMAND`, or `sudo -n -- COMMAND`.
// It closes descriptors, as sudo does.
inline constexpr const char* fake_sudo = R"(#!/bin/sh
exec 3<&-
if [ "$1" = -n ]; then
  [ -z "$NEEDS_PASSWORD" ] || { echo "sudo: a password is required" >&2; exit 1; }
  shift 2
  exec "$@"
fi
prompt=$3
shift 4
[ -n "$NEEDS_PASSWORD" ] || exec "$@"
for try in 1 2 3; do
  printf %s "$prompt" >&2
  read -r password || exit 1
  echo "$password" >>"$TRIES"
  [ "$password" = "$NEEDS_PASSWORD" ] && exec "$@"
  echo "Sorry, try again." >&2
done
exit 1
)";

// The push script in a shell of this machine, with a fake agent.
class DeliveryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* part : {"programs", "tmp", "bin"}) fs::create_directories(root / part);
    const auto again = fs::copy_options::overwrite_existing;
    fs::copy_file(OAKPROBE_FAKE_AGENT, root / "programs/oakprobe-agent", again);
  }
  void TearDown() override { fs::remove_all(root); }

  void put_program(const std::string& name, const std::string& text) {
    const fs::path path = root / "bin" / name;
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_all);
  }
  // A shell whose user has what is in bin/, and this environment.
  AgentStart with_shell(std::vector<std::string> shell, std::vector<std::string> environment = {}) {
    std::vector<std::string> command{
        "env",
        "TMPDIR=" + (root / "tmp").string(),
        "PATH=" + (root / "bin").string() + (only_bin ? "" : ":/usr/bin:/bin"),
        "TRIES=" + tries().string()};
    command.insert(command.end(), environment.begin(), environment.end());
    command.insert(command.end(), shell.begin(), shell.end());
    AgentStart start(std::move(command));
    start.push = agents;
    start.directory = "oakprobe-test-" + std::to_string(::getpid());
    start.sudo_prompt = "oakprobe-sudo-test:";
    sent = start.tally = std::make_shared<SendingTally>(1, [] {});
    return start;
  }
  std::shared_ptr<const AgentBinary> agent() const {
    return agents->for_machine(own_machine()).agent;
  }
  static std::string own_machine() {
    utsname own{};
    ::uname(&own);
    return own.machine;
  }
  fs::path tries() const { return root / "tries"; }

  // Whether it opened. Its last words are in `words` then; nothing may be left behind.
  bool delivers(AgentStart start) {
    bool opened = false;
    AgentLink link(
        io.get_executor(),
        as_child_process(io.get_executor(), nullptr),
        limits,
        std::move(start),
        wire::Hello()
    );
    testing::run_coroutine(io, [](AgentLink& it, bool& result) -> asio::awaitable<void> {
      result = co_await it.open();
      co_await it.close();
    }(link, opened));
    words = link.last_words();
    EXPECT_TRUE(fs::is_empty(root / "tmp"));
    return opened;
  }

  const fs::path root = fs::path(::testing::TempDir()) / ("delivery-" + std::to_string(::getpid()));
  const std::shared_ptr<AgentBinaries> agents =
      std::make_shared<AgentBinaries>(root / "programs");  // packed once
  asio::io_context io{1};
  LinkLimits limits = [] {
    LinkLimits patient;
    patient.hello = patient.sudo = patient.push_login = LinkLimits::Duration(60'000);
    patient.exit = patient.terminate = LinkLimits::Duration(10'000);
    return patient;
  }();
  bool only_bin = false;
  std::shared_ptr<const SendingTally> sent;  // by the last one
  std::string words;
};

}  // namespace oakprobe::fleet
