#include "coordinator/report/fix_commands.hpp"

#include "base/printable.hpp"
#include "coordinator/telling/tell.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace oakprobe::report {
namespace {

using telling::Repair;

// Each line once: two flows may need the same.
void add_line(std::vector<std::string>& lines, const std::string& line) {
  if (!line.empty() && std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
}

// Of one host, whose name is in the inventory and may be anything.
std::string commands_on(const std::vector<const Repair*>& repairs) {
  std::vector<std::string> lines{"# on " + printable(repairs.front()->host)};
  for (const Repair* repair : repairs)
    for (const std::string& command : repair->opening.commands) add_line(lines, command);
  for (const Repair* repair : repairs) add_line(lines, repair->opening.save);
  for (const Repair* repair : repairs)
    if (!repair->opening.lasting.empty()) add_line(lines, "# " + repair->opening.lasting);
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

std::string render_fix_commands(
    const diagnosis::FinishedCheck& check, NodeId source, NodeId target
) {
  std::vector<Repair> repairs;
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    const PathId& id = check.paths.id_at(at);
    const auto is_end = [&](NodeId node) { return node == source || node == target; };
    if (!is_end(id.source) || !is_end(id.target)) continue;
    if (auto repair = telling::tell(check, check.paths[at]).repair)
      repairs.push_back(*std::move(repair));
  }
  std::string text;
  for (const NodeId node : {source, target}) {
    std::vector<const Repair*> its;
    for (const Repair& repair : repairs)
      if (repair.node == node) its.push_back(&repair);
    if (!its.empty()) text += commands_on(its);
    if (source == target) break;
  }
  return text;
}

}  // namespace oakprobe::report
