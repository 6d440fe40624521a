#include "coordinator/app/sudo_password.hpp"

#include "inventory/parse_inventory.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <unistd.h>

#include <sys/wait.h>

namespace oakprobe::app {
namespace {

// Root and cluster, and workers whose sudo asks.
inventory::Inventory deployment(int workers) {
  std::string text =
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: a}\n";
  for (int n = 1; n <= workers; ++n)
    text += "  - {name: w" + std::to_string(n) + ", address: 192.0.2." + std::to_string(n + 1) +
            ", roles: [worker], cluster: a, agent: {sudo: ask}}\n";
  return *inventory::parse_inventory(text);
}

OrFailure<Secret> ask_for(const inventory::Inventory& inventory, const AskPassword& ask) {
  return ask_sudo_password(inventory, {}, plans::PathPlan(), ask);
}

// In a process of its own, since whoever asked leaves no core any more.
bool apart(const std::function<bool()>& holds) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(holds() ? 0 : 1);
  int status = -1;
  return ::waitpid(child, &status, 0) == child && status == 0;
}

TEST(SudoPassword, IsNotAskedForWhereNoSudoWantsIt) {
  bool asked = false;
  const auto secret = ask_for(deployment(0), [&](const std::string&) {
    asked = true;
    return OrFailure<std::string>("cork-oak");
  });
  ASSERT_TRUE(secret);
  EXPECT_EQ(*secret, nullptr);
  EXPECT_FALSE(asked);
}

TEST(SudoPassword, IsOfTheNodesThatAreNamed) {
  struct {
    int workers;
    const char* named;
  } const rows[] = {
      {1, "w1"},
      {2, "w1 and w2"},
      {4, "w1, w2, w3 and w4"},
      {5, "w1, w2, w3, w4 and 1 more nodes"},
  };
  for (const auto& row : rows) {
    EXPECT_TRUE(apart([&row] {
      std::string named;
      const auto secret = ask_for(deployment(row.workers), [&](const std::string& nodes) {
        named = nodes;
        return OrFailure<std::string>("cork-oak");
      });
      return secret && (*secret)->text() == "cork-oak" && named == row.named;
    })) << row.named;
  }
}

TEST(SudoPassword, IsRefusedWhereItIsEmpty) {
  EXPECT_TRUE(apart([] {
    const auto secret =
        ask_for(deployment(1), [](const std::string&) { return OrFailure<std::string>(""); });
    return !secret && secret.error().kind == FailureKind::wrong_input &&
           secret.error().messages.front() == "no password was given; nothing was sent";
  }));
}

TEST(SudoPassword, WhoeverIsAskedMaySayWhyNot) {
  EXPECT_TRUE(apart([] {
    const auto secret = ask_for(deployment(1), [](const std::string&) {
      return OrFailure<std::string>(Failure{FailureKind::interrupted, {"gave up"}, {}, {}});
    });
    return !secret && secret.error().kind == FailureKind::interrupted &&
           secret.error().messages.front() == "gave up";
  }));
}

}  // namespace
}  // namespace oakprobe::app
