#include "tests/coordinator/page/sample_fleet.hpp"

#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"
#include "tests/coordinator/diagnosis/check_case.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace oakprobe::page::test {
namespace {

using diagnosis::Cause;
using diagnosis::FinishedCheck;
using diagnosis::Judgement;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::silence_of;
using diagnosis::test::verdict_of;

constexpr std::uint32_t cluster_size = 10;
constexpr std::uint32_t single_pairs_max = 300;

std::string numbered(const char* form, std::uint32_t number) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), form, number);
  return text.data();
}

std::string inventory_text(std::uint32_t workers) {
  std::string text =
      "version: 1\noakestra: v0.4.411\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n";
  for (std::uint32_t first = 0; first < workers; first += cluster_size) {
    const std::uint32_t at = first / cluster_size;
    const std::string cluster = numbered("edge-%03u", at);
    const std::string net =
        "10." + std::to_string(1 + at / 250) + "." + std::to_string(at % 250) + ".";
    text += "  - {name: " + cluster + ", address: " + net + "200, roles: [cluster], cluster: " +
            cluster + "}\n";
    for (std::uint32_t one = first; one < std::min(workers, first + cluster_size); ++one)
      text += "  - {name: " + numbered("w%04u", one) + ", address: " + net +
              std::to_string(one % cluster_size + 1) + ", roles: [worker], cluster: " + cluster +
              "}\n";
  }
  return text;
}

diagnosis::WaypointCounts waypoints_of(const Judgement& verdict) {
  using evidence::Waypoint;
  diagnosis::WaypointCounts counts{};
  if (verdict.status == Status::unknown) return counts;
  const auto last = verdict.status == Status::open ? Waypoint::answer_delivered
                    : verdict.where.has(Segment::network) ? Waypoint::left_source
                                                          : Waypoint::reached_target;
  for (std::size_t at = 0; at < counts.size(); ++at)
    counts[at] = static_cast<std::uint8_t>(at <= static_cast<std::size_t>(last) ? 3 : 0);
  return counts;
}

class Fleet {
 public:
  Fleet(std::uint32_t workers, double percent_broken) {
    auto inventory = inventory::parse_inventory(inventory_text(workers));
    if (!inventory) throw std::runtime_error(to_string(inventory.error().front(), "sample"));
    check_.inventory = std::move(*inventory);
    for (std::size_t at = 0; at < check_.inventory.nodes.size(); ++at)
      if (check_.inventory.nodes[at].roles.has(inventory::Role::worker))
        workers_.push_back(NodeId{static_cast<std::uint32_t>(at)});
    break_some(percent_broken);
    fill_nodes();
    add_paths();
    check_.run_id = "00c0ffee00c0ffee";
    check_.deployment = "fleet.yaml";
    check_.started = "2026-11-30T07:50:40Z";
    check_.finished = "2026-11-30T07:51:40Z";
    check_.took = std::chrono::minutes(1);
    check_.coverage.possible = check_.coverage.tried = check_.paths.size();
    if (check_.paths.size() > 20'000) check_.listed = diagnosis::PathList::failed;
    summarize(check_);
  }

  FinishedCheck take() { return std::move(check_); }

 private:
  [[nodiscard]] NodeId some_worker() { return workers_[random_() % workers_.size()]; }
  [[nodiscard]] const std::string& cluster_of(NodeId node) const {
    return check_.inventory.node(node).cluster;
  }

  void break_some(double percent) {
    const double broken = percent / 100 * static_cast<double>(workers_.size() * workers_.size());
    const auto part = [&](double share, double each) {
      return static_cast<std::uint32_t>(std::lround(std::ceil(broken * share / each)));
    };
    for (std::uint32_t i = 0; i < part(0.5, static_cast<double>(workers_.size())); ++i)
      closed_.insert(some_worker());
    for (std::uint32_t i = 0; i < part(0.4, cluster_size * cluster_size); ++i)
      cut_.emplace(cluster_of(some_worker()), cluster_of(some_worker()));
    for (std::uint32_t i = 0; i < std::min(part(0.1, 1), single_pairs_max); ++i)
      pairs_.emplace(some_worker(), some_worker());
  }

  void fill_nodes() {
    for (std::size_t at = 0; at < check_.inventory.nodes.size(); ++at) {
      diagnosis::FinishedNode& node = check_.nodes.emplace_back();
      node.observation.agent = diagnosis::AgentState::reached;
      node.observation.privileged = at % 7 != 3;
      node.observation.evidence_complete = true;
      if (at % 211 == 105) {
        node.observation.agent = diagnosis::AgentState::unreachable;
        node.observation.agent_error = "ssh: connect to host: Connection timed out";
      }
      if (at % 97 != 11) continue;
      diagnosis::Finding finding;
      finding.severity = all_values<diagnosis::Severity>[at % enum_size<diagnosis::Severity>];
      finding.code = diagnosis::FindingCode::tunnel_port_mismatch;
      finding.flows = {*check_.inventory.find_flow("worker-tunnel")};
      node.findings.push_back(finding);
    }
  }

  [[nodiscard]] const Judgement& judgement_of(const inventory::ExpectedPath& path) const {
    const auto agent_of = [&](NodeId node) { return check_.nodes[index_of(node)].observation.agent; };
    if (agent_of(path.id.source) != diagnosis::AgentState::reached) return unknown_;
    if (check_.inventory.flow(path.id.flow).expect == inventory::Expect::closed) return shut_;
    if (closed_.contains(path.id.target)) return dropped_;
    if (cut_.contains({cluster_of(path.id.source), cluster_of(path.id.target)})) return lost_;
    if (pairs_.contains({path.id.source, path.id.target})) return refused_;
    return open_;
  }

  void add_paths() {
    inventory::PathSelection all;
    SharePool<Judgement> shared;
    inventory::for_each_path(check_.inventory, all, [&](const inventory::ExpectedPath& expected) {
      diagnosis::FinishedPath path;
      path.id = expected.id;
      path.address = *expected.address;
      path.port = expected.port;
      const Judgement& verdict = judgement_of(expected);
      path.verdict = shared.share(verdict);
      path.waypoints = waypoints_of(verdict);
      if (verdict.status == Status::open) path.round_trip = time_of(expected.id);
      check_.paths.add(path);
    });
  }

  [[nodiscard]] evidence::RoundTrip time_of(const PathId& id) {
    const auto noise = static_cast<std::uint32_t>(random_() % 200);
    const bool near = cluster_of(id.source) == cluster_of(id.target);
    const std::uint32_t far = 4'000 + (index_of(id.source) / 11 * 37 + index_of(id.target) / 11) % 90 * 400;
    const std::uint32_t us = (near ? 300 : far) + noise;
    return {us - us / 10, us, us + us / 5};
  }

  const Judgement open_ = verdict_of(Status::open);
  const Judgement shut_ = verdict_of(Status::closed);
  const Judgement unknown_ = verdict_of(Status::unknown, Cause::agent_unreachable);
  const Judgement dropped_ =
      silence_of(Status::blocked, Cause::dropped, {Segment::target_firewall});
  const Judgement lost_ = silence_of(Status::blocked, Cause::dropped, {Segment::network});
  const Judgement refused_ = silence_of(
      Status::blocked, Cause::dropped, {Segment::source_firewall, Segment::network}
  );
  std::mt19937 random_{1};
  std::vector<NodeId> workers_;
  std::set<NodeId> closed_;  // workers that let nothing in
  std::set<std::pair<std::string, std::string>> cut_;  // clusters
  std::set<std::pair<NodeId, NodeId>> pairs_;
  FinishedCheck check_;
};

}  // namespace

FinishedCheck sample_fleet(std::uint32_t workers, double percent_broken) {
  return Fleet(workers, percent_broken).take();
}

}  // namespace oakprobe::page::test
