#include "coordinator/record/read_report.hpp"

#include "coordinator/diagnosis/judge_anew.hpp"
#include "coordinator/record/pieces.hpp"
#include "coordinator/record/read_paths.hpp"
#include "coordinator/record/value.hpp"
#include "coordinator/record/write_record.hpp"
#include "inventory/name_text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace oakprobe::record {
namespace {

using Trouble = std::optional<std::string>;

constexpr std::size_t flows_max = 4'096;

bool is_name(std::string_view text) {
  return inventory::is_name(text) && text.size() <= inventory::name_bytes_max;
}

// What an agent's message is held to, and whoever reads evidence counts on.
bool is_possible(const diagnosis::NodeObservation& seen) {
  const auto is_known = [&](const evidence::InnerWay& way) {
    return way.device < seen.inner_devices.size();
  };
  return std::ranges::all_of(seen.ways, is_known) &&
         std::ranges::is_sorted(seen.ways, {}, &evidence::InnerWay::to) &&
         std::ranges::is_sorted(seen.armed, {}, &evidence::ArmedPort::port);
}

class RecordReader {
 public:
  [[nodiscard]] Trouble take(std::string_view key, const Json& piece) {
    if (key == "version") return take_version(piece);
    if (key == "run") return take_value(piece, check_);
    if (key == "flows") return take_flow(piece);
    if (key == "nodes") return take_node(piece);
    if (key == "observations") return take_observation(piece);
    if (key == "slowed") return take_value(piece, check_.lowered_pace.emplace_back());
    if (key == "paths") return take_path(piece);
    return std::nullopt;  // of a later version
  }

  // When all pieces were taken.
  [[nodiscard]] ReadReport finish() {
    if (!has_version_) return ReportTrouble{"record.version is missing"};
    if (check_.nodes.size() != check_.inventory.nodes.size())
      return ReportTrouble{"record.observations has not one element for each of record.nodes"};
    diagnosis::judge_anew(check_);
    return {boost::system::in_place_value, std::move(check_)};
  }

 private:
  template <class T>
  [[nodiscard]] Trouble take_value(const Json& piece, T& out) {
    Reading reading(names_);
    if (read(reading, piece, out)) return std::nullopt;
    return reading.trouble();
  }

  [[nodiscard]] Trouble take_version(const Json& piece) {
    has_version_ = true;
    unsigned version = 0;
    if (auto wrong = take_value(piece, version)) return wrong;
    if (version == record_version) return std::nullopt;
    return " is " + std::to_string(version) + ", and this Oakprobe reads " +
           std::to_string(record_version) + ": a later one wrote it";
  }

  [[nodiscard]] Trouble take_flow(const Json& piece) {
    auto& flows = check_.inventory.flows;
    inventory::Flow flow;
    if (auto wrong = take_value(piece, flow)) return wrong;
    if (!is_name(flow.id)) return ".id: is no flow's name";
    if (check_.inventory.find_flow(flow.id)) return ".id: stands there twice";
    if (flows.size() == flows_max) return ": more than " + std::to_string(flows_max) + " flows";
    flows.push_back(std::move(flow));
    return std::nullopt;
  }

  [[nodiscard]] Trouble take_node(const Json& piece) {
    auto& nodes = check_.inventory.nodes;
    if (nodes.size() == inventory::nodes_max)
      return ": more than " + std::to_string(inventory::nodes_max) + " nodes";
    if (auto wrong = take_value(piece, nodes.emplace_back())) return wrong;
    if (!is_name(nodes.back().name)) return ".name: is no node's name";
    if (!names_.add_last()) return ".name: stands there twice";
    return std::nullopt;
  }

  [[nodiscard]] Trouble take_observation(const Json& piece) {
    if (check_.nodes.size() == check_.inventory.nodes.size())
      return ": there are no more of record.nodes, which stand before it";
    diagnosis::FinishedNode& node = check_.nodes.emplace_back();
    if (auto wrong = take_value(piece, node)) return wrong;
    if (!is_possible(node.observation)) return ".observation: is none that can be";
    return std::nullopt;
  }

  [[nodiscard]] Trouble take_path(const Json& piece) {
    if (check_.nodes.size() != check_.inventory.nodes.size())
      return ": stands before record.nodes and record.observations";
    return paths_.take(piece);
  }

  diagnosis::FinishedCheck check_;
  NodeNames names_{check_.inventory};
  PathReader paths_{check_, names_};
  bool has_version_ = false;
};

}  // namespace

ReadReport read_report(std::streambuf& report) {
  RecordReader record;
  const auto wrong = read_pieces(report, [&](std::string_view key, const Json& piece) {
    return record.take(key, piece);
  });
  if (wrong) return ReportTrouble{*wrong};
  return record.finish();
}

}  // namespace oakprobe::record
