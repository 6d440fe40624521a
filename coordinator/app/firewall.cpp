#include "coordinator/app/firewall.hpp"

#include "coordinator/app/choose_names.hpp"
#include "coordinator/app/report_file.hpp"
#include "coordinator/firewall/rule_table.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <utility>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;

using firewall::NeededRules;
using firewall::NodeRules;
using firewall::NodeView;
using inventory::Inventory;

// Whether there is such a file that oakprobe firewall did not make.
bool is_anothers(const fs::path& file) {
  constexpr std::size_t beginning_bytes = 1'024;
  std::error_code error;
  if (!fs::exists(fs::symlink_status(file, error))) return false;
  std::string beginning(beginning_bytes, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  beginning.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
  return beginning.find(firewall::file_mark) == std::string::npos;
}

// One file for all, or one for each node, in the order of the inventory.
class Files {
 public:
  Files(const Inventory& inventory, const NeededRules& needed, const FirewallRequest& request)
      : inventory_(inventory),
        needed_(needed),
        request_(request),
        card_(firewall::card_of(request.format)) {}

  [[nodiscard]] std::vector<std::string> names() const {
    if (card_.of_node == nullptr) return {name_of("oakprobe")};
    std::vector<std::string> names;
    for (const NodeRules& rules : needed_.nodes)
      names.push_back(name_of(inventory_.node(rules.node).name));
    return names;
  }

  [[nodiscard]] std::string text(std::size_t at) const {
    if (request_.for_network_team) return firewall::network_table(inventory_, needed_);
    if (card_.of_node == nullptr) {
      const bool wants_mark = request_.directory && request_.format == firewall::Format::table;
      return (wants_mark ? std::string(firewall::file_mark) + ".\n\n" : std::string()) +
             card_.of_all(inventory_, needed_);
    }
    return card_.of_node(NodeView{inventory_, needed_, needed_.nodes[at]});
  }

 private:
  [[nodiscard]] std::string name_of(const std::string& node) const {
    return fs::path(*request_.directory) / (node + std::string(card_.suffix));
  }

  const Inventory& inventory_;
  const NeededRules& needed_;
  const FirewallRequest& request_;
  const firewall::FormatCard& card_;
};

OrFailure<std::vector<std::string>> write_files(
    const Files& files, const FirewallRequest& request
) {
  std::error_code error;
  fs::create_directories(*request.directory, error);
  if (error) return oakprobe_failed("cannot make " + *request.directory + ": " + error.message());
  std::vector<std::string> names = files.names();
  for (const std::string& name : names)
    if (!request.force && is_anothers(name))
      return wrong_input(
          name + " is there, and not made by oakprobe firewall; --force replaces it"
      );
  for (std::size_t at = 0; at < names.size(); ++at) {
    ReportFile file(names[at]);
    if (const auto opened = file.open(); !opened) return opened.error();
    const auto written = file.write([&](std::ostream& out) { out << files.text(at); });
    if (!written) return written.error();
  }
  return names;
}

// As for a check, but that its targets are told by --node.
OrFailure<inventory::PathSelection> select_rules(NamedSelection named, const Inventory& inventory) {
  NamesToChoose names{"--node", "node", {}};
  for (const inventory::Node& node : inventory.nodes) names.known.emplace_back(node.name);
  ChosenNames chosen = choose_names(names, std::exchange(named.targets, {}));
  auto selection = resolve_selection(named, inventory);
  if (!selection || !chosen.problems.empty()) {
    if (!selection)
      std::ranges::move(selection.error().messages, std::back_inserter(chosen.problems));
    return Failure{FailureKind::wrong_input, std::move(chosen.problems), {}, {}};
  }
  for (const std::size_t index : chosen.indexes)
    selection->targets.push_back(static_cast<NodeId>(index));
  return selection;
}

}  // namespace

OrFailure<NeededRules> needed_by(const Inventory& inventory, const FirewallRequest& request) {
  const auto selection = select_rules(request.selection, inventory);
  if (!selection) return selection.error();
  NeededRules needed = firewall::needed_rules(inventory, *selection, request.ssh);
  if (needed.nodes.empty())
    return wrong_input(
        "no path of this inventory leads to the chosen nodes: nothing is to be let in"
    );
  return needed;
}

OrFailure<FirewallOutcome> make_firewall(
    const Inventory& inventory, const FirewallRequest& request
) {
  const auto rules = needed_by(inventory, request);
  if (!rules) return rules.error();
  const NeededRules& needed = *rules;
  const Files files(inventory, needed, request);
  FirewallOutcome outcome;
  outcome.doubts = firewall::all_doubts(needed);
  if (request.directory && !request.for_network_team) {
    auto written = write_files(files, request);
    if (!written) return written.error();
    outcome.files = std::move(*written);
    return outcome;
  }
  const bool has_several = !request.for_network_team && needed.nodes.size() > 1 &&
                           firewall::card_of(request.format).of_node != nullptr;
  if (has_several)
    return wrong_input(
        "--format " + std::string(name_of(request.format)) +
        " makes a file a node: say --directory DIR, or --node NAME for one of them"
    );
  outcome.text = files.text(0);
  return outcome;
}

}  // namespace oakprobe::app
