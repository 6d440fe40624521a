#include "path_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

inventory::Node worker(const char* name, const char* address) {
  inventory::Node node;
  node.name = name;
  node.address = address;
  node.cluster = "edge-a";
  node.roles.insert(inventory::Role::worker);
  return node;
}

NodeObservation reached(const char* address) {
  NodeObservation seen;
  seen.agent = AgentState::reached;
  seen.evidence_complete = true;
  seen.privileged = true;
  seen.facts.boot_id = std::string("boot of ") + address;
  seen.facts.addresses = {ip(address)};
  seen.counters.reverse_path_filtered = 0;
  seen.counters.listen_overflows = 0;
  seen.counters.udp_receive_overflows = 0;
  return seen;
}

PathCase made(Protocol protocol, std::uint16_t port) {
  PathCase one;
  inventory::Flow flow;
  flow.id = protocol == Protocol::udp ? "worker-tunnel" : "worker-mqtt";
  flow.protocol = protocol;
  flow.port = port;
  flow.component = protocol == Protocol::udp ? "NetManager" : "mosquitto";
  flow.why = "the tunnel";
  one.inventory.flows = {flow};
  one.inventory.nodes = {worker("w1", "192.0.2.31"), worker("w3", "192.0.2.33")};
  one.address = "192.0.2.33";
  one.source = reached("192.0.2.31");
  one.target = reached("192.0.2.33");
  one.listener.emplace();
  one.listener->port = {protocol, port};
  one.listener->mode = evidence::ListenMode::stand_in;
  one.dial.emplace();
  one.dial->path = one.id;
  one.dial->sent = evidence::AttemptSet(0b111);
  return one;
}

evidence::ReceiptEvidence& receipt_of(PathCase& one) {
  if (!one.receipt) {
    one.receipt.emplace();
    one.receipt->path = one.id;
    one.receipt->observed_source = ip("192.0.2.31");
    one.receipt->observed_port = 40'211;
  }
  return *one.receipt;
}

}  // namespace

IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }

evidence::IcmpError icmp(int type, int code, const char* from) {
  evidence::IcmpError error;
  error.type = static_cast<std::uint8_t>(type);
  error.code = static_cast<std::uint8_t>(code);
  error.from = ip(from);
  return error;
}

evidence::DialFailure failure(
    evidence::DialStage stage, int error, std::optional<evidence::IcmpError> icmp
) {
  evidence::DialFailure one;
  one.stage = stage;
  one.error = error;
  one.icmp = icmp;
  return one;
}

PathCase PathCase::udp() { return made(Protocol::udp, 50'103); }
PathCase PathCase::tcp() { return made(Protocol::tcp, 10'003); }

PathEvidence PathCase::evidence() const {
  PathEvidence evidence;
  evidence.inventory = &inventory;
  evidence.path.id = id;
  evidence.path.address = &address;
  evidence.path.port = inventory.flows[0].port.value_or(50'103);
  evidence.source = &source;
  evidence.target = id.source == id.target ? &source : &target;
  evidence.listener = listener ? &*listener : nullptr;
  evidence.dial_mode = mode;
  evidence.dial = dial ? &*dial : nullptr;
  evidence.receipt = receipt ? &*receipt : nullptr;
  evidence.look = look ? &*look : nullptr;
  evidence.sights = sights ? &*sights : nullptr;
  evidence.arrivals_certain = arrivals_certain;
  evidence.seen_source = seen_source;
  evidence.return_checked = return_checked;
  return evidence;
}

PathCase& PathCase::fail(evidence::DialFailure failed) {
  const bool unsent =
      failed.stage == evidence::DialStage::resolve || failed.stage == evidence::DialStage::open ||
      failed.stage == evidence::DialStage::overlay || failed.stage == evidence::DialStage::send;
  if (unsent) dial->sent = evidence::AttemptSet(dial->sent.bits() & ~(1U << failed.attempt));
  if (failed.stage == evidence::DialStage::exchange) dial->connected.insert(failed.attempt);
  dial->failures.push_back(failed);
  return *this;
}

PathCase& PathCase::fail_all(evidence::DialFailure failed) {
  for (std::uint8_t attempt = 0; attempt < 3; ++attempt) {
    failed.attempt = attempt;
    fail(failed);
  }
  return *this;
}

PathCase& PathCase::delivered(std::initializer_list<unsigned> attempts) {
  for (const unsigned attempt : attempts) {
    receipt_of(*this).delivered.insert(attempt);
    receipt_of(*this).answered.insert(attempt);
  }
  return *this;
}

PathCase& PathCase::answered(std::initializer_list<unsigned> attempts) {
  for (const unsigned attempt : attempts) {
    dial->answered.insert(attempt);
    if (flow().protocol == Protocol::tcp) dial->connected.insert(attempt);
  }
  return *this;
}

PathCase& PathCase::connected(std::initializer_list<unsigned> attempts) {
  for (const unsigned attempt : attempts) dial->connected.insert(attempt);
  return *this;
}

PathCase& PathCase::says(evidence::AnswerKind kind, const char* said) {
  mode = evidence::DialMode::bare;
  connected({0, 1, 2});
  dial->service = evidence::ServiceAnswer{kind, dial->connected, said, 0};
  return *this;
}

PathCase& PathCase::listen_mode(evidence::ListenMode listen) {
  listener->mode = listen;
  return *this;
}

PathCase& PathCase::dial_address(const std::string& text) {
  address = text;
  target_node().address = text;
  // Another address of the target's own, unless behind_nat() says otherwise.
  if (const auto literal = parse_ip_address(text)) target.facts.addresses.push_back(*literal);
  return *this;
}

PathCase& PathCase::agent_of_target(AgentState state) {
  target = {};
  target.agent = state;
  target.agent_error = "Permission denied (publickey).";
  listener.reset();
  return *this;
}

PathCase& PathCase::agent_of_source(AgentState state) {
  source = {};
  source.agent = state;
  source.agent_error = "Connection reset by peer";
  dial.reset();
  return *this;
}

PathCase& PathCase::behind_nat() {
  dial_address("198.51.100.7");
  target.facts.addresses = {ip("10.9.0.4")};
  return *this;
}

PathCase& PathCase::closed() {
  flow().expect = inventory::Expect::closed;
  return *this;
}

PathCase& PathCase::saw(std::initializer_list<evidence::Sight> where) {
  if (!sights) sights.emplace().path = id;
  for (const evidence::Sight sight : where) (*sights)[sight] = evidence::AttemptSet(0b111);
  return *this;
}

PathCase& PathCase::tapped() {
  for (NodeObservation* node : {&source, &target}) {
    node->taps.packets = evidence::TapState::trusted;
    node->taps.udp = evidence::TapState::trusted;
    node->taps.tcp = evidence::TapState::trusted;
  }
  arrivals_certain = evidence::AttemptSet(0b111);
  return *this;
}

PathCase& PathCase::burst(int arrived, int answered) {
  if (!look) look.emplace();
  look->target_told = true;
  look->seen.burst_sent = (std::uint64_t{1} << 40U) - 1;
  look->seen.burst_answered = (std::uint64_t{1} << answered) - 1;
  look->receipt.burst = (std::uint64_t{1} << arrived) - 1;
  return *this;
}

PathCase& PathCase::sized(std::uint16_t bytes, bool arrived, bool may_fragment) {
  if (!look) look.emplace();
  look->target_told = true;
  evidence::SizedProbe& probe = look->seen.sizes.emplace_back();
  probe.bytes = bytes;
  probe.may_fragment = may_fragment;
  if (arrived) look->receipt.sizes |= 1U << (look->seen.sizes.size() - 1);
  return *this;
}

}  // namespace oakprobe::diagnosis::test
