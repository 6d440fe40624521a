#include "finding_case.hpp"

#include "check_case.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"

#include <stdexcept>

namespace oakprobe::diagnosis::test {
namespace {

inventory::Inventory inventory_with(const std::string& w2) {
  const auto inventory = inventory::parse_inventory(
      "version: 1\n"
      "oakestra: v0.4.411\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.10, roles: [root]}\n"
      "  - {name: edge-a, address: 192.0.2.20, roles: [cluster], cluster: edge-a}\n"
      "  - {name: w1, address: 192.0.2.31, roles: [worker], cluster: edge-a}\n"
      "  - {name: w2, roles: [worker], cluster: edge-a, " +
      w2 +
      "}\n"
      "  - {name: w3, address: 192.0.2.33, roles: [worker], cluster: edge-a}\n"
  );
  if (!inventory) throw std::logic_error(inventory.error().front().message);
  return *inventory;
}

void configure(evidence::Facts& facts, const std::string& name, const std::string& address) {
  facts.host_name = name;
  facts.boot_id = "boot of " + name;
  facts.addresses = {*parse_ip_address(address)};
  facts.default_routes.emplace().push_back({"eth0", facts.addresses.front()});
  facts.outbound_address = facts.addresses.front();
  facts.routes = {*parse_ip_prefix("192.0.2.0/24")};
  facts.netcfg.state = oakestra::FileState::sound;
  facts.netcfg.public_address = "0.0.0.0";
  facts.netcfg.public_port = "50103";
  facts.netcfg.mqtt_port = "10003";
  facts.tuncfg.state = oakestra::FileState::sound;
  facts.node_engine.state = oakestra::FileState::sound;
  facts.node_engine.cluster_address = "192.0.2.20";
  facts.node_engine.cluster_port = 10100;
}

}  // namespace

FindingCase::FindingCase(const std::string& w2) {
  check.inventory = inventory_with(w2);
  check.nodes.resize(check.inventory.nodes.size());
  const char* addresses[] = {"192.0.2.10", "192.0.2.20", "192.0.2.31", "192.0.2.32", "192.0.2.33"};
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    check.nodes[i].observation.agent = AgentState::reached;
    configure(check.nodes[i].observation.facts, check.inventory.nodes[i].name, addresses[i]);
  }
  inventory::for_each_path(check.inventory, {}, [&](const inventory::ExpectedPath& expected) {
    FinishedPath path;
    path.id = expected.id;
    path.address = *expected.address;
    path.port = expected.port;
    path.listen_port = expected.listen.value_or(expected.port);
    path.verdict.edit().status = Status::open;
    check.paths.add(path);
  });
}

FinishedNode& FindingCase::node(std::string_view name) {
  return check.nodes[index_of(check.inventory.find_node(name).value())];
}

evidence::Facts& FindingCase::facts(std::string_view name) { return node(name).observation.facts; }

PathBook::Edit FindingCase::path(
    std::string_view flow, std::string_view source, std::string_view target
) {
  const PathId id{
      check.inventory.find_flow(flow).value(),
      check.inventory.find_node(source).value(),
      check.inventory.find_node(target).value()};
  return check.paths.edit(check.paths.find(id).value());
}

void FindingCase::judge_all(
    std::string_view flow, std::string_view target, const Judgement& verdict
) {
  change_all(check.paths, [&](FinishedPath& one) {
    if (one.id.flow == check.inventory.find_flow(flow) &&
        one.id.target == check.inventory.find_node(target)) {
      one.verdict = verdict;
    }
  });
}

void FindingCase::run_tunnel() {
  evidence::ArmedPort port;
  port.port = {Protocol::udp, 50103};
  port.mode = evidence::ListenMode::live;
  node("w2").observation.armed = {port};
}

void FindingCase::refuse_tunnels() {
  judge_all(
      "worker-tunnel", "w2", verdict_of(Status::blocked, Cause::refused, {Segment::target_host})
  );
}

std::vector<std::string> FindingCase::told(std::string_view name) const {
  std::vector<std::string> lines;
  for (const Finding& one : check.nodes[index_of(check.inventory.find_node(name).value())].findings)
    lines.push_back(std::string(name_of(one.code)) + " " + std::string(name_of(one.severity)));
  return lines;
}

std::vector<std::string> FindingCase::spoiled() const {
  std::vector<std::string> lines;
  for (const FinishedPath& one : check.paths) {
    if (one.verdict->cause != Cause::config_mismatch) continue;
    lines.push_back(
        check.inventory.flow(one.id.flow).id + " " + check.inventory.node(one.id.source).name +
        " > " + check.inventory.node(one.id.target).name
    );
  }
  return lines;
}

void take_files_from(evidence::Facts& facts) {
  facts.netcfg = {};
  facts.tuncfg = {};
  facts.node_engine = {};
}

}  // namespace oakprobe::diagnosis::test
