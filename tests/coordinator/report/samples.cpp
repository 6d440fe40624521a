#include "samples.hpp"

#include "coordinator/diagnosis/cause_card.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace oakprobe::report::test {

using diagnosis::Cause;
using diagnosis::Caveat;
using diagnosis::Finding;
using diagnosis::FinishedCheck;
using diagnosis::Segment;
using diagnosis::Severity;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::found;
using diagnosis::test::verdict_of;

namespace {

void add_dial(diagnosis::PathBook::Edit&& edit) {
  diagnosis::FinishedPath& path = *edit;
  path.dial.emplace();
  path.dial.edit().sent = evidence::AttemptSet(0b111);
  path.dial.edit().answered = evidence::AttemptSet(0b1);
  path.dial.edit().dialled = boost::asio::ip::make_address("2001:db8::7");
  path.dial.edit().alternatives = {*path.dial->dialled};
  path.round_trip = evidence::RoundTrip{210, 230, 400};
  evidence::DialFailure failure;
  failure.attempt = 1;
  failure.icmp.emplace();
  failure.icmp->type = 3;
  failure.icmp->code = 4;
  failure.icmp->mtu = 1400;
  failure.icmp->from = boost::asio::ip::make_address("192.0.2.1");
  path.dial.edit().failures.push_back(failure);
  path.receipt.emplace();
  path.receipt.edit().delivered = evidence::AttemptSet(0b11);
  path.receipt.edit().observed_source = boost::asio::ip::make_address("2001:db8::1");
  path.observed_port = 40'211;
}

void add_findings(CheckCase& one, FlowId flow) {
  for (const Severity severity : {Severity::info, Severity::warning, Severity::error}) {
    Finding finding;
    finding.severity = severity;
    finding.code = diagnosis::FindingCode::tunnel_port_mismatch;
    finding.flows = {flow};
    one.node("w1").findings.push_back(finding);
  }
}

}  // namespace

FinishedCheck everything() {
  CheckCase one{"root", "w1", "w2", "w3"};
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w2", verdict_of(Status::open));
  add_dial(one.path(tunnel, "w2", "w1", verdict_of(Status::closed)));
  one.path(tunnel, "w1", "w3", verdict_of(Status::unknown, Cause::agent_unreachable));
  {
    auto path = one.path(tunnel, "w2", "root", verdict_of(Status::exposed));
    for (const Caveat caveat : all_values<Caveat>) path->verdict.edit().caveats.insert(caveat);
  }
  one.check.inventory.nodes[3].intermittent = true;
  for (const Cause cause : all_values<Cause>) {
    const auto number = static_cast<int>(cause);
    const std::string id = "flow-" + std::string(name_of(cause));
    const FlowId flow =
        one.flow(id.c_str(), Protocol::tcp, static_cast<std::uint16_t>(10'000 + number));
    const diagnosis::SegmentSet where =
        number % 2 == 0 ? diagnosis::SegmentSet{Segment::target_firewall}
                        : diagnosis::SegmentSet{Segment::network, Segment::target_host};
    add_dial(one.path(
        flow,
        "w1",
        "root",
        verdict_of(diagnosis::cause_card(cause).statuses.in_order().front(), cause, where)
    ));
  }
  {
    auto last = one.check.paths.edit(one.check.paths.size() - 1);
    last->listener = evidence::ListenMode::live;
    last->listener_process = std::string("NetManager");
    last->listener_pid = 812;
  }
  for (std::size_t at = 0; at < one.check.paths.size(); ++at) {
    auto path = one.check.paths.edit(at);
    if (path->verdict->cause != Cause::dropped) continue;
    path->rules.edit() = {
        {{},
         false,
         false,
         {"ip",
          "filter",
          "ufw-user-input",
          false,
          false,
          31,
          "udp dport 50103 drop",
          "no tunnels",
          "ufw deny 50103/udp",
          evidence::RuleSource::counted}}};
  }
  one.node("w2").observation.rules_trouble = "no nft there";
  add_findings(one, tunnel);
  one.node("w3").observation.agent = diagnosis::AgentState::unreachable;
  one.node("w3").observation.agent_error = "Permission denied (publickey).";
  one.node("w1").touched = {{{Protocol::tcp, 10'100}, {Protocol::udp, 50'103}}, 3, 9};
  one.node("w1").observation.facts.addresses = {boost::asio::ip::make_address("10.9.0.4")};
  one.check.inventory.release_assumed = true;
  one.check.exposure_checked = false;
  summarize(one.check);
  return one.check;
}

FinishedCheck hostile() {
  constexpr const char* mentions = "@everyone|<b>#12|https://evil.example|[x](http://e.example)";
  constexpr const char* markup = "`` ` **b** ~~s~~ <img src=x> &amp; ]]> \"'";
  constexpr const char* bytes = "\x1b[2J\r\n# heading\n- list\x01\xff\xef\xbf\xbe\xe2\x80\xae\\";
  CheckCase one{mentions, markup, bytes};
  const FlowId flow = one.flow("f|`<i>@f", Protocol::tcp, 1);
  const std::string words = std::string("1. @admin see https://evil.example www.evil.example ") +
                            "a@evil.example #12 !34 GH-1 :smile: " + mentions + " " + markup +
                            "\n\n" + bytes + "\n```\n<script>alert(1)</script>";
  one.path(flow, mentions, markup, found(verdict_of(Status::blocked, Cause::dropped), true));
  one.path(
         flow,
         markup,
         mentions,
         verdict_of(Status::blocked, Cause::dropped, {Segment::target_firewall})
  )
      ->rules.edit() = {
      {{}, false, false, {words, words, words, false, false, 1, words, words, words, {}}}};
  one.node(markup).observation.rules_trouble = words;
  one.path(flow, markup, bytes, found(verdict_of(Status::unknown), false));
  one.path(flow, bytes, mentions, verdict_of(Status::open));
  one.node(bytes).observation.agent = diagnosis::AgentState::lost;
  one.node(bytes).observation.agent_error = words;
  Finding finding;
  finding.severity = Severity::error;
  finding.code = diagnosis::FindingCode::proxy_in_the_way;
  finding.facts.component = finding.facts.variable = finding.facts.value = words;
  finding.facts.endpoints = {{NodeId{0}, words, 1}};
  one.node(markup).findings = {finding};
  one.node(markup).touched.live_connections = 1;
  one.check.inventory.release = words;
  one.check.deployment = words;
  one.check.inventory.release_assumed = true;
  one.check.interrupted = true;
  summarize(one.check);
  return one.check;
}

FinishedCheck mesh(std::uint32_t nodes) { return broken_mesh(nodes, 0); }

FinishedCheck broken_mesh(std::uint32_t nodes, std::uint32_t broken) {
  constexpr std::uint32_t cluster_size = 50;
  CheckCase one{};
  FinishedCheck& check = one.check;
  for (std::uint32_t i = 0; i < nodes; ++i) {
    inventory::Node node;
    node.cluster = "edge-" + std::to_string(i / cluster_size);
    if (i == 0) {
      node.name = "root";
      node.roles.insert(inventory::Role::root);
    } else if (i % cluster_size == 1) {
      node.name = node.cluster;
      node.roles.insert(inventory::Role::cluster);
    } else {
      node.name = "worker-" + std::to_string(i);
      node.roles.insert(inventory::Role::worker);
    }
    node.address = "2001:db8:1111:2222:3333:4444:5555:" + std::to_string(i);
    check.inventory.nodes.push_back(node);
    check.nodes.emplace_back().observation.agent = diagnosis::AgentState::reached;
  }
  const FlowId api = one.flow("cluster-api", Protocol::tcp, 10'000);
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  const auto has = [&](std::uint32_t i, inventory::Role role) {
    return check.inventory.nodes[i].roles.has(role);
  };
  const auto add = [&](FlowId flow, std::uint32_t source, std::uint32_t target, bool open) {
    diagnosis::FinishedPath path;
    path.id = {flow, NodeId{source}, NodeId{target}};
    path.address = check.inventory.nodes[target].address;
    path.port = *check.inventory.flow(flow).port;
    path.verdict = open ? verdict_of(Status::open)
                        : verdict_of(Status::blocked, Cause::dropped, {Segment::target_firewall});
    check.paths.add(path);
  };
  for (std::uint32_t i = 0; i < nodes; ++i) {
    if (has(i, inventory::Role::cluster)) add(api, i, 0, true);
  }
  // Of a large fleet each worker dials only its first peers: tests are to take seconds.
  const std::uint32_t peers = nodes > 400 ? 40'000 / nodes : nodes;
  for (std::uint32_t source = 0; source < nodes; ++source) {
    for (std::uint32_t step = 1; step < peers; ++step) {
      const std::uint32_t target = (source + step) % nodes;
      if (!has(source, inventory::Role::worker) || !has(target, inventory::Role::worker)) continue;
      add(tunnel, source, target, target >= broken + 2);
    }
  }
  summarize(check);
  return std::move(one.check);
}

FinishedCheck timed(FinishedCheck check) {
  diagnosis::test::change_all(check.paths, [](diagnosis::FinishedPath& path) {
    if (path.verdict->status != Status::open) return;
    const auto source = static_cast<std::uint32_t>(index_of(path.id.source));
    const auto target = static_cast<std::uint32_t>(index_of(path.id.target));
    const std::uint32_t time = target == 4 ? 41'000 + source : 300 + (source * 7 + target) % 90 * 9;
    path.round_trip = evidence::RoundTrip{time / 2, time, time * 2};
  });
  return check;
}

std::string written(Writer& form, const FinishedCheck& check) {
  std::ostringstream out;
  form(check, out, {.round_trips = true});
  return out.str();
}

void keep(const std::string& name, const std::string& report) {
  const std::filesystem::path directory(OAKPROBE_KEPT_REPORTS);
  std::filesystem::create_directories(directory);
  std::ofstream file(directory / name, std::ios::binary);
  file << report << std::flush;
  ASSERT_TRUE(file) << directory / name;
}

}  // namespace oakprobe::report::test
