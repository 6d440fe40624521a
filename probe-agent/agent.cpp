#include "probe-agent/agent.hpp"

#include "net/interface_addresses.hpp"
#include "probe-agent/host/facts.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace oakprobe::agent {
namespace {

// A part of the evidence: at most evidence_paths_per_message of each kind.
template <class T>
std::vector<T> slice(const std::vector<T>& all, std::size_t part) {
  const std::size_t begin = std::min(part * wire::evidence_paths_per_message, all.size());
  const std::size_t end = std::min(begin + wire::evidence_paths_per_message, all.size());
  return {
      all.begin() + static_cast<std::ptrdiff_t>(begin),
      all.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::vector<wire::Evidence> in_parts(wire::NodeEvidence whole) {
  const std::size_t longest = std::max(whole.dials.size(), whole.receipts.size());
  const std::size_t parts = longest / wire::evidence_paths_per_message + 1;
  std::vector<wire::Evidence> out(parts);
  for (std::size_t part = 0; part < parts; ++part) {
    out[part].part.dials = slice(whole.dials, part);
    out[part].part.receipts = slice(whole.receipts, part);
    out[part].last = part + 1 == parts;
  }
  out.back().part.strangers = std::move(whole.strangers);
  out.back().part.counters = whole.counters;
  out.back().part.no_route_to = std::move(whole.no_route_to);
  out.back().part.clusters = std::move(whole.clusters);
  return out;
}

}  // namespace

Agent::Agent(
    boost::asio::io_context& io,
    AgentOptions options,
    std::function<void(int exit_code, std::string why)> ended
)
    : io_(io),
      options_(std::move(options)),
      ended_(std::move(ended)),
      channel_(
          io,
          options_.input,
          options_.output,
          {[this](const wire::Message& message) { on_message(message); },
           [this](const std::string& why) {
             if (why.empty()) return stop(0, "");
             fail("cannot go on with the coordinator's stream: " + why);
           }}
      ),
      lease_timer_(io),
      keepalive_timer_(io) {}

Agent::~Agent() = default;

void Agent::start() {
  renew_lease(hello_limit);
  channel_.start();
}

void Agent::renew_lease(std::chrono::seconds limit) {
  lease_timer_.expires_after(limit);
  lease_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) stop(1, "the coordinator fell silent; every port is free again");
  });
}

void Agent::send_keepalives() {
  keepalive_timer_.expires_after(keepalive_every);
  keepalive_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    channel_.send(wire::Keepalive{});
    send_keepalives();
  });
}

void Agent::on_message(const wire::Message& message) {
  if (!ended_) return;
  if (phase_ != Phase::greeted) renew_lease(lease);
  const auto unexpected = [&] {
    fail("did not expect '" + std::string(wire::type_name(message)) + "' now");
  };
  if (const auto* hello = std::get_if<wire::Hello>(&message)) {
    return phase_ == Phase::greeted ? on_hello(*hello) : unexpected();
  }
  if (phase_ == Phase::greeted) return unexpected();
  if (std::holds_alternative<wire::Keepalive>(message)) return;
  if (std::holds_alternative<wire::Bye>(message)) return stop(0, "");
  if (std::holds_alternative<wire::FactsRequest>(message)) {
    return channel_.send(read_facts(options_.etc_root));
  }
  if (const auto* order = std::get_if<wire::Arm>(&message)) {
    return phase_ == Phase::welcomed ? on_arm(*order) : unexpected();
  }
  if (const auto* plan = std::get_if<wire::Probe>(&message)) {
    return phase_ == Phase::armed ? on_probe(*plan) : unexpected();
  }
  if (std::holds_alternative<wire::EvidenceRequest>(message)) {
    const bool has_some =
        phase_ == Phase::armed || phase_ == Phase::probing || phase_ == Phase::probed;
    return has_some ? send_evidence() : unexpected();
  }
  if (std::holds_alternative<wire::Disarm>(message)) {
    disarm();
    return channel_.send(wire::Disarmed{});
  }
  unexpected();
}

void Agent::on_hello(const wire::Hello& hello) {
  if (hello.version != wire::protocol_version) {
    return fail(
        "the coordinator speaks protocol " + std::to_string(hello.version) + ", this agent (" +
        OAKPROBE_VERSION + ") speaks " + std::to_string(wire::protocol_version) +
        "; install the same version of oakprobe on both"
    );
  }
  hello_ = hello;
  phase_ = Phase::welcomed;
  channel_.trust_peer();
  renew_lease(lease);
  const Capabilities capabilities = read_capabilities();
  wire::Welcome welcome;
  welcome.oakprobe = OAKPROBE_VERSION;
  welcome.net_raw = capabilities.net_raw;
  welcome.net_admin = capabilities.net_admin;
  channel_.send(welcome);
  send_keepalives();
}

void Agent::on_arm(const wire::Arm& order) {
  order_ = order;
  for (const wire::ArmPort& port : order.ports) planned_ports_.insert(port.port.port);
  counters_before_ = net::read_kernel_counters();
  codec_.emplace(order.key);
  receipts_.emplace(hello_.run, hello_.node);
  ports_.emplace(io_, *codec_, *receipts_, options_.host_root);
  phase_ = Phase::armed;
  wire::Armed armed;
  armed.ports = ports_->arm(order);
  channel_.send(armed);
}

void Agent::on_probe(const wire::Probe& plan) {
  for (const wire::PlannedPath& path : plan.paths) {
    if (path.path.source != hello_.node) return fail("was given a path of another source");
    planned_ports_.insert(path.port);
  }
  phase_ = Phase::probing;
  dials_.emplace(io_, *codec_, DialIdentity{hello_.run, order_.bind, planned_ports_}, plan, [this] {
    if (phase_ != Phase::probing) return;
    phase_ = Phase::probed;
    channel_.send(wire::Probed{});
  });
  dials_->start();
}

void Agent::send_evidence() {
  wire::NodeEvidence whole;
  if (dials_) whole.dials = dials_->evidence();
  if (dials_) whole.clusters = dials_->clusters();
  whole.receipts = receipts_->receipts();
  whole.strangers = receipts_->strangers();
  whole.counters = net::risen(counters_before_, net::read_kernel_counters());
  for (const IpAddress& peer : order_.peers) {
    if (!net::has_route_to(peer, order_.bind)) whole.no_route_to.push_back(peer);
  }
  for (const wire::Evidence& part : in_parts(std::move(whole))) channel_.send(part);
}

void Agent::disarm() {
  phase_ = Phase::disarmed;
  dials_.reset();
  ports_.reset();
}

void Agent::fail(const std::string& why) {
  if (!ended_) return;
  channel_.send(wire::Failed{why});
  stop(1, why);
}

void Agent::stop(int exit_code, std::string why) {
  if (!ended_) return;
  disarm();
  lease_timer_.cancel();
  keepalive_timer_.cancel();
  auto ended = std::exchange(ended_, nullptr);
  // Last words are worth a moment, but not a wait for a coordinator that does not read.
  const auto once = std::make_shared<bool>(false);
  auto end = [once, ended = std::move(ended), exit_code, why = std::move(why)] {
    if (!std::exchange(*once, true)) ended(exit_code, why);
  };
  lease_timer_.expires_after(std::chrono::milliseconds(500));
  lease_timer_.async_wait([end](const boost::system::error_code& cancelled) {
    if (!cancelled) end();
  });
  channel_.flush(end);
}

}  // namespace oakprobe::agent
