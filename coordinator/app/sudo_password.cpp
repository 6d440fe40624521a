#include "coordinator/app/sudo_password.hpp"

#include "base/listing.hpp"
#include "coordinator/check/plan.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace oakprobe::app {
namespace {

bool asks(const inventory::Node& node) { return node.agent.sudo == inventory::Sudo::ask; }

std::string on_nodes(const std::vector<std::string>& names) {
  constexpr std::size_t named_max = 4;
  return listed(names, named_max) + (names.size() > named_max ? " nodes" : "");
}

// A program that gets the cores, systemd-coredump or apport, heeds no limit.
void leave_no_core() {
  constexpr rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

OrFailure<Secret> ask_sudo_password(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    const AskPassword& ask
) {
  if (std::ranges::none_of(inventory.nodes, asks)) return Secret();  // a plan may be long
  return ask_sudo_password(inventory, check::touched_nodes(inventory, selection, plan), ask);
}

OrFailure<Secret> ask_sudo_password(
    const inventory::Inventory& inventory, const std::vector<bool>& needed, const AskPassword& ask
) {
  std::vector<std::string> names;
  for (std::size_t node = 0; node < needed.size(); ++node)
    if (needed[node] && asks(inventory.nodes[node])) names.push_back(inventory.nodes[node].name);
  if (names.empty()) return Secret();
  leave_no_core();
  auto password = ask(on_nodes(names));
  if (!password) return password.error();
  if (password->empty()) return wrong_input("no password was given; nothing was sent");
  return std::make_shared<fleet::SudoPassword>(std::move(*password));
}

}  // namespace oakprobe::app
