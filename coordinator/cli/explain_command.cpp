#include "coordinator/cli/explain_command.hpp"

#include "base/printable.hpp"
#include "coordinator/cli/choose_names.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/load_inventory.hpp"
#include "coordinator/cli/perform_check.hpp"
#include "coordinator/cli/report_file.hpp"
#include "coordinator/cli/report_files.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/report/explanation.hpp"

#include <iostream>
#include <unistd.h>

namespace oakprobe::cli {

namespace {

// A name of the pair is one node's; nullopt, after a line on standard error.
std::optional<NodeId> find_end(const inventory::Inventory& inventory, const std::string& name) {
  if (const auto node = inventory.find_node(name)) return node;
  if (name.find_first_of(",[") != std::string::npos) {
    complain("explain is about two nodes, and " + in_quotes(name) + " may be several; name one");
    return std::nullopt;
  }
  NamesToChoose names{"", "node", {}};
  for (const auto& node : inventory.nodes) names.known.emplace_back(node.name);
  complain("the inventory has no node " + in_quotes(name) + near_names(name, names));
  return std::nullopt;
}

bool has_path(const inventory::Inventory& inventory, NodeId source, NodeId target) {
  for (std::size_t index = 0; index < inventory.flows.size(); ++index) {
    const PathId path{static_cast<FlowId>(index), source, target};
    if (path_between(inventory, path)) return true;
  }
  return false;
}

std::string with_roles(const inventory::Node& node) {
  std::string roles;
  for (const auto role : inventory::all_roles) {
    if (node.roles.has(role)) roles.append(roles.empty() ? "" : ", ").append(to_string(role));
  }
  return in_quotes(node.name) + " (" + roles + ")";
}

// Why there is nothing to explain; empty: there is.
std::string nothing_between(const inventory::Inventory& inventory, NodeId source, NodeId target) {
  if (has_path(inventory, source, target) || has_path(inventory, target, source)) return "";
  const inventory::Node& one = inventory.node(source);
  const inventory::Node& other = inventory.node(target);
  const std::string way_on =
      "; oakprobe plan INVENTORY --source " + one.name + " lists what it dials";
  if (source == target)
    return with_roles(one) + " dials nothing of its own; name two nodes" + way_on;
  return "there is no flow between " + with_roles(one) + " and " + with_roles(other) +
         ", in neither direction" + way_on;
}

}  // namespace

int run_explain(const ExplainOptions& options) {
  auto inventory = load_inventory(options.check.inventory);
  if (!inventory) return exit_wrong_input;
  const auto source = find_end(*inventory, options.source);
  const auto target = find_end(*inventory, options.target);
  if (!source || !target) return exit_wrong_input;
  std::string trouble = nothing_between(*inventory, *source, *target);
  if (trouble.empty())
    trouble = find_output_clash(options.check.inventory, outputs_of(options.check)).value_or("");
  if (!trouble.empty()) {
    complain(trouble);
    return exit_wrong_input;
  }
  inventory::PathSelection selection;
  selection.all_flows = true;
  selection.sources = {*source, *target};
  selection.targets = selection.sources;  // both directions
  ReportFiles reports(options.check);
  const PerformedCheck performed = perform_check(
      std::move(*inventory), selection, options.check, [&] { return reports.open(); }
  );
  if (!performed.check) return performed.exit_code;
  const bool aside = reports.has_standard_output();
  auto style = terminal_style(aside ? STDERR_FILENO : STDOUT_FILENO, options.check.no_color);
  style.verbose = options.check.verbose;
  const bool told = write_text(
      aside ? std::cerr : std::cout,
      report::render_explanation(*performed.check, *source, *target, style)
  );
  const bool reported = reports.write(*performed.check);
  if (!told || !reported || performed.check->interrupted) return exit_oakprobe_failed;
  return diagnosis::exit_code(*performed.check);
}

}  // namespace oakprobe::cli
