#include "coordinator/cli/plan_table.hpp"

#include "coordinator/report/json_text.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>

namespace oakprobe::cli {
namespace {

using inventory::ExpectedPath;
using inventory::Inventory;

struct Widths {
  std::size_t flow = 4;
  std::size_t source = 6;
  std::size_t target = 6;
};

// From the names alone, so that no path need be kept. Node columns are as wide as the widest name,
// whichever nodes the selection leaves.
Widths widths(
    const Inventory& inventory,
    const inventory::PathSelection& selection,
    const std::vector<inventory::FlowCount>& counts
) {
  Widths result;
  for (const auto& count : counts) {
    result.flow = std::max(result.flow, inventory.flow(count.flow).id.size());
  }
  const auto widest = [&](const std::vector<NodeId>& chosen, std::size_t least) {
    for (const NodeId id : chosen) least = std::max(least, inventory.node(id).name.size());
    if (!chosen.empty()) return least;
    for (const auto& node : inventory.nodes) least = std::max(least, node.name.size());
    return least;
  };
  result.source = widest(selection.sources, result.source);
  result.target = widest(selection.targets, result.target);
  return result;
}

void append_padded(std::string& line, std::string_view text, std::size_t width) {
  line.append(text);
  if (text.size() < width) line.append(width - text.size(), ' ');
  line.append("  ");
}

// As `ss` and firewalls write it: 192.0.2.1:80, [2001:db8::1]:80.
std::string dialled(const ExpectedPath& path) {
  const bool is_ipv6 = path.address->text().find(':') != std::string::npos;
  std::string text = is_ipv6 ? "[" : "";
  text.append(path.address->text()).append(is_ipv6 ? "]:" : ":").append(std::to_string(path.port));
  return text;
}

}  // namespace

void write_plan_table(
    std::ostream& output,
    const Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan,
    const std::vector<inventory::FlowCount>& counts
) {
  const auto width = widths(inventory, selection, counts);
  std::string line;
  const auto print = [&](std::string_view flow,
                         std::string_view source,
                         std::string_view target,
                         std::string_view expect,
                         std::string_view dials) {
    line.clear();
    append_padded(line, flow, width.flow);
    append_padded(line, source, width.source);
    append_padded(line, target, width.target);
    append_padded(line, expect, 6);
    line.append(dials).push_back('\n');
    output.write(line.data(), static_cast<std::streamsize>(line.size()));
  };
  print("FLOW", "SOURCE", "TARGET", "EXPECT", "DIALS");
  plans::for_each_path(inventory, selection, plan, [&](const ExpectedPath& path) {
    const auto& flow = inventory.flow(path.id.flow);
    const auto dials = std::string(to_string(flow.protocol)) + " " + dialled(path);
    print(
        flow.id,
        inventory.node(path.id.source).name,
        inventory.node(path.id.target).name,
        to_string(flow.expect),
        dials
    );
  });
}

void write_plan_counts(
    std::ostream& output,
    const Inventory& inventory,
    const std::vector<inventory::FlowCount>& counts
) {
  std::size_t flow_width = 4;
  for (const auto& count : counts) {
    flow_width = std::max(flow_width, inventory.flow(count.flow).id.size());
  }
  std::string line;
  append_padded(line, "FLOW", flow_width);
  output << line << "EXPECT       PATHS\n";
  for (const auto& count : counts) {
    const auto& flow = inventory.flow(count.flow);
    line.clear();
    append_padded(line, flow.id, flow_width);
    append_padded(line, to_string(flow.expect), 6);
    const auto number = std::to_string(count.paths);
    if (number.size() < 10) line.append(10 - number.size(), ' ');
    output << line << number << '\n';
  }
}

void write_plan_json(
    std::ostream& output,
    const Inventory& inventory,
    const inventory::PathSelection& selection,
    const plans::PathPlan& plan
) {
  output << R"({"schema": "oakprobe.plan/1", "paths": [)";
  bool first = true;
  plans::for_each_path(inventory, selection, plan, [&](const ExpectedPath& path) {
    const auto& flow = inventory.flow(path.id.flow, path.id.target);
    report::Json object{
        {"flow", flow.id},
        {"source", inventory.node(path.id.source).name},
        {"target", inventory.node(path.id.target).name},
        {"protocol", to_string(flow.protocol)},
        {"address", path.address->text()},
        {"port", path.port},
        {"expect", to_string(flow.expect)},
        {"need", to_string(flow.need)},
        {"service", to_string(flow.service)},
        {"via", {{"source", to_string(flow.via_source)}, {"target", to_string(flow.via_target)}}},
        {"why", flow.why},
    };
    output << (first ? "\n" : ",\n") << report::json_line(std::move(object));
    first = false;
  });
  output << "\n]}\n";
}

}  // namespace oakprobe::cli
