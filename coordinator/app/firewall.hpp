#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/app/named_selection.hpp"
#include "coordinator/firewall/format.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::app {

struct FirewallRequest {
  NamedSelection selection;  // its targets: whose rules
  firewall::SshKept ssh;
  firewall::Format format = firewall::Format::table;
  bool for_network_team = false;         // a table for them, whatever the format
  std::optional<std::string> directory;  // a file a node there, rather than one text
  bool force = false;                    // files there that others made are replaced, too
};

struct FirewallOutcome {
  std::string text;                // for standard output; empty: files were written
  std::vector<std::string> files;  // their names
  std::vector<std::string> doubts;
};

// What the chosen nodes must let in; a wrong input where that is nothing.
[[nodiscard]] OrFailure<firewall::NeededRules> needed_by(
    const inventory::Inventory& inventory, const FirewallRequest& request
);

// Asks no agent and sends nothing. Nothing to let in, or several nodes where the format has a file
// for each and no directory is named, is a wrong input; so is a file there that others made.
[[nodiscard]] OrFailure<FirewallOutcome> make_firewall(
    const inventory::Inventory& inventory, const FirewallRequest& request
);

}  // namespace oakprobe::app
