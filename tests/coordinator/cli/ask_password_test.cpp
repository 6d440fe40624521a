#include "coordinator/cli/ask_password.hpp"

#include "coordinator/app/sudo_password.hpp"
#include "inventory/parse_inventory.hpp"

#include <gtest/gtest.h>

#include <pty.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

namespace oakprobe::cli {
namespace {

enum Outcome : int { fine, not_read, dumpable, limit_left };

[[noreturn]] void ask() {
  const auto inventory = inventory::parse_inventory(
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: a}\n"
      "  - {name: w1, address: 192.0.2.2, roles: [worker], cluster: a, agent: {sudo: ask}}\n"
  );
  const auto password = app::ask_sudo_password(*inventory, {}, plans::PathPlan(), ask_password);
  if (!password || !*password || (*password)->text() != "cork-oak") ::_exit(not_read);
  if (::prctl(PR_GET_DUMPABLE) != 0) ::_exit(dumpable);
  rlimit cores{};
  ::getrlimit(RLIMIT_CORE, &cores);
  ::_exit(cores.rlim_max == 0 ? fine : limit_left);
}

TEST(AskPassword, TakesWhatIsTypedAndLeavesNoCore) {
  int terminal = -1;
  const pid_t asker = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (asker == 0) ask();
  std::string shown;
  char byte = 0;
  while (!shown.ends_with("sudo on w1: ") && ::read(terminal, &byte, 1) == 1) shown += byte;
  EXPECT_EQ(::write(terminal, "cork-oak\n", 9), 9);
  while (::read(terminal, &byte, 1) == 1) shown += byte;
  int status = -1;
  ASSERT_EQ(::waitpid(asker, &status, 0), asker);
  ::close(terminal);
  EXPECT_EQ(status, W_EXITCODE(fine, 0));
  EXPECT_EQ(shown.find("cork-oak"), std::string::npos) << shown;
}

}  // namespace
}  // namespace oakprobe::cli
