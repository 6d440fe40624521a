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
#include <vector>

namespace oakprobe::record {
namespace {

using Trouble = std::optional<std::string>;

constexpr std::size_t flows_max = 4'096;
constexpr std::size_t exceptions_max = 1'000;  // to what peers dial, of a node
constexpr std::size_t earlier_max = 64;        // things that a flow was before

bool is_name(std::string_view text) {
  return inventory::is_name(text) && text.size() <= inventory::name_bytes_max;
}

bool is_nothing_else(const inventory::Flow& flow) {
  return flow.earlier.empty() && flow.behind_gateway.empty();
}

// As an inventory is read: what a flow is elsewhere, or was, is not so itself.
bool is_possible(const inventory::Flow& flow) {
  const auto is_simple = [](const inventory::Flow& one) {
    return one.behind_gateway.size() <= 1 &&
           std::ranges::all_of(one.behind_gateway, is_nothing_else);
  };
  return is_simple(flow) && flow.earlier.size() <= earlier_max &&
         std::ranges::all_of(flow.earlier, [&](const inventory::Flow& one) {
           return one.earlier.empty() && is_simple(one);
         });
}

// The limits of what agents tell; other lists have items_max.
bool is_short(const evidence::Facts& facts) {
  return facts.addresses.size() <= evidence::own_addresses_max &&
         facts.routes.size() <= evidence::routes_max &&
         facts.tables.on_link.size() <= evidence::on_link_max &&
         facts.xdp_interfaces.size() <= evidence::xdp_interfaces_max &&
         facts.names_of_itself.size() <= evidence::own_names_max &&
         facts.components.size() <= evidence::components_max &&
         (!facts.default_routes || facts.default_routes->size() <= evidence::default_routes_max);
}

bool is_short(const diagnosis::NodeObservation& seen) {
  return is_short(seen.facts) && seen.counters.others.size() <= evidence::risen_counters_max &&
         seen.strangers.size() <= evidence::strangers_max &&
         seen.dead_hops.size() <= evidence::dead_hops_max &&
         seen.link_addresses.size() <= evidence::link_addresses_max &&
         seen.link_neighbours.size() <= evidence::link_neighbours_max &&
         seen.unanswered_neighbours.size() <= evidence::neighbours_max &&
         seen.own_questions.size() <= evidence::neighbours_max &&
         seen.clusters.size() <= evidence::known_clusters_max &&
         seen.inner_devices.size() <= evidence::inner_devices_max &&
         seen.ways.size() <= evidence::ways_max;
}

// What an agent's message is held to, and whoever reads evidence counts on.
bool is_possible(const diagnosis::NodeObservation& seen) {
  const auto is_known = [&](const evidence::InnerWay& way) {
    return way.device < seen.inner_devices.size();
  };
  return is_short(seen) && std::ranges::all_of(seen.ways, is_known) &&
         std::ranges::is_sorted(seen.ways, {}, &evidence::InnerWay::to) &&
         std::ranges::is_sorted(seen.armed, {}, &evidence::ArmedPort::port);
}

class RecordReader {
 public:
  [[nodiscard]] Trouble accept(std::string_view key, const Json& piece) {
    if (key == "version") return accept_version(piece);
    if (key == "run") return accept_value(piece, check_);
    if (key == "flows") return accept_flow(piece);
    if (key == "nodes") return accept_node(piece);
    if (key == "observations") return accept_observation(piece);
    if (key == "slowed") return accept_slowed(piece);
    if (key == "silences") return accept_silence(piece);
    if (key == "paths") return accept_path(piece);
    return std::nullopt;  // of a later version
  }

  // When all pieces were taken.
  [[nodiscard]] ReadReport finish() {
    if (!has_version_) return ReportTrouble{"record.version is missing"};
    if (check_.nodes.size() != check_.inventory.nodes.size())
      return ReportTrouble{"record.observations has not one element for each of record.nodes"};
    if (!has_possible_pace()) return ReportTrouble{"record.slowed has a node twice, or none"};
    diagnosis::judge_anew(check_);
    return {boost::system::in_place_value, std::move(check_)};
  }

 private:
  // What is left out is the first node, which need not be there.
  [[nodiscard]] bool has_possible_pace() const {
    std::vector<bool> slowed(check_.nodes.size());
    return std::ranges::all_of(check_.lowered_pace, [&](const diagnosis::LoweredPace& pace) {
      if (index_of(pace.node) >= slowed.size() || slowed[index_of(pace.node)]) return false;
      slowed[index_of(pace.node)] = true;
      return true;
    });
  }

  template <class T>
  [[nodiscard]] Trouble accept_value(const Json& piece, T& out) {
    Reading reading(names_);
    if (read(reading, piece, out)) return std::nullopt;
    return reading.trouble();
  }

  [[nodiscard]] Trouble accept_version(const Json& piece) {
    has_version_ = true;
    unsigned version = 0;
    if (auto wrong = accept_value(piece, version)) return wrong;
    if (version == record_version) return std::nullopt;
    return " is " + std::to_string(version) + ", and this Oakprobe reads " +
           std::to_string(record_version) + ": a later one wrote it";
  }

  [[nodiscard]] Trouble accept_flow(const Json& piece) {
    auto& flows = check_.inventory.flows;
    inventory::Flow flow;
    if (auto wrong = accept_value(piece, flow)) return wrong;
    if (!is_name(flow.id)) return ".id: is no flow's name";
    if (!is_possible(flow)) return ": is no flow of an inventory";
    if (check_.inventory.find_flow(flow.id)) return ".id: stands there twice";
    if (flows.size() == flows_max) return ": more than " + std::to_string(flows_max) + " flows";
    flows.push_back(std::move(flow));
    return std::nullopt;
  }

  [[nodiscard]] Trouble accept_node(const Json& piece) {
    auto& nodes = check_.inventory.nodes;
    if (nodes.size() == inventory::nodes_max)
      return ": more than " + std::to_string(inventory::nodes_max) + " nodes";
    if (auto wrong = accept_value(piece, nodes.emplace_back())) return wrong;
    if (!is_name(nodes.back().name)) return ".name: is no node's name";
    if (nodes.back().dial.size() > exceptions_max)
      return ".dial: more than " + std::to_string(exceptions_max) + " exceptions";
    if (!names_.add_last()) return ".name: stands there twice";
    return std::nullopt;
  }

  [[nodiscard]] Trouble accept_observation(const Json& piece) {
    if (check_.nodes.size() == check_.inventory.nodes.size())
      return ": there are no more of record.nodes, which stand before it";
    diagnosis::FinishedNode& node = check_.nodes.emplace_back();
    if (auto wrong = accept_value(piece, node)) return wrong;
    if (!is_possible(node.observation)) return ".observation: is none that can be";
    return std::nullopt;
  }

  [[nodiscard]] Trouble accept_slowed(const Json& piece) {
    if (check_.lowered_pace.size() == inventory::nodes_max)
      return ": more than " + std::to_string(inventory::nodes_max) + " nodes";
    return accept_value(piece, check_.lowered_pace.emplace_back());
  }

  [[nodiscard]] Trouble accept_silence(const Json& piece) {
    auto& silences = check_.inventory.audit.silence;
    if (silences.size() == inventory::silences_max)
      return ": more than " + std::to_string(inventory::silences_max) + " silences";
    return accept_value(piece, silences.emplace_back());
  }

  [[nodiscard]] Trouble accept_path(const Json& piece) {
    if (check_.nodes.size() != check_.inventory.nodes.size())
      return ": stands before record.nodes and record.observations";
    return paths_.accept(piece);
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
    return record.accept(key, piece);
  });
  if (wrong) return ReportTrouble{*wrong};
  return record.finish();
}

}  // namespace oakprobe::record
