#include "coordinator/report/flow_grids.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/report/grid.hpp"
#include "coordinator/report/plain_text.hpp"

#include <map>
#include <set>
#include <utility>

namespace oakprobe::report {
namespace {

// "worker-mqtt (tcp 10003)"; a flow whose port is the target's own has none in its name.
std::string title_of(const diagnosis::FinishedCheck& check, FlowId id) {
  const inventory::Flow& flow = check.inventory.flow(id);
  std::set<std::uint16_t> ports;
  for (std::size_t i = 0; i < check.paths.size(); ++i)
    if (check.paths.id_at(i).flow == id) ports.insert(check.paths.end_at(i).port);
  const std::string port = ports.size() == 1 ? " " + std::to_string(*ports.begin()) : "";
  return printable(flow.id) + " (" + std::string(name_of(flow.protocol)) + port + ")";
}

}  // namespace

std::string render_grids_by_flow(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
) {
  std::map<FlowId, std::pair<std::size_t, std::size_t>> paths;  // all, as expected
  for (std::size_t i = 0; i < check.paths.size(); ++i) {
    auto& [all, well] = paths[check.paths.id_at(i).flow];
    ++all;
    well += is_as_expected(*check.paths.state_at(i).verdict) ? 1 : 0;
  }
  std::string fine;
  std::string out;
  for (const auto& [flow, counts] : paths) {
    const auto& [all, well] = counts;
    const std::string title = title_of(check, flow) + ": ";
    if (well == all) {
      fine += wrapped("", title + count_of(all, "path") + ", as expected", 4, columns_of(style));
    } else {
      const std::string text =
          title + std::to_string(well) + " of " + std::to_string(all) + " paths as expected";
      out += wrapped("", text, 4, columns_of(style)) + "\n";
      out += render_table(matrix_of(check, flow), style);
    }
  }
  const MatrixTable table = matrix_of(check);
  return table.lines.empty() ? "" : out + fine + "\n" + render_legend(table, columns_of(style));
}

}  // namespace oakprobe::report
