#include "probe-agent/agent.hpp"

#include "net/network_namespace.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/firewall/exposure.hpp"
#include "probe-agent/host/facts.hpp"

#include <chrono>
#include <utility>

namespace oakprobe::agent {

Agent::Agent(
    boost::asio::io_context& io,
    AgentOptions options,
    std::function<void(int exit_code, std::string why)> ended
)
    : io_(io),
      options_(std::move(options)),
      channel_(
          io,
          options_.input,
          options_.output,
          options_.limits,
          {[this](wire::Message& message) { on_message(message); },
           [this] { disarm(); },
           [ended = std::move(ended)](const wire::AgentSession::End& end) {
             ended(end.in_order ? 0 : 1, end.why);
           }}
      ),
      run_timer_(io),
      rule_reader_(io, "this agent was not armed to read its host's rules") {}

bool Agent::expects(const wire::Message& message) const {
  if (std::holds_alternative<wire::Hello>(message)) return true;  // the session sees to the first
  if (std::holds_alternative<wire::Disarm>(message)) return true;
  // Between runs; behind the last one it may see less than it has to tell.
  if (std::holds_alternative<wire::FactsRequest>(message) ||
      std::holds_alternative<wire::Arm>(message))
    return !run_ && !last_run_ && !exposure_pending_;
  if (std::holds_alternative<wire::ExposureRequest>(message))
    return !armed_once_ && !exposure_asked_;
  return run_ && run_->expects(message);
}

void Agent::on_message(wire::Message& message) {
  if (!expects(message)) return channel_.fail_at(message);
  if (const auto* hello = std::get_if<wire::Hello>(&message)) return welcome(*hello);
  if (std::holds_alternative<wire::FactsRequest>(message))
    return channel_.send(read_facts(options_.etc_root, options_.host_root));
  if (auto* request = std::get_if<wire::ExposureRequest>(&message))
    return tell_exposure(std::move(*request));
  if (auto* order = std::get_if<wire::Arm>(&message)) return arm(std::move(*order));
  if (std::holds_alternative<wire::Disarm>(message)) {
    disarm();
    return channel_.send(wire::Disarmed{});
  }
  const std::string wrong = run_->execute(message);
  if (!wrong.empty()) channel_.fail(wrong);
}

void Agent::welcome(const wire::Hello& hello) {
  place_ = {hello.run, hello.node};
  const Capabilities capabilities = read_capabilities();
  wire::Welcome welcome;
  welcome.oakprobe = OAKPROBE_VERSION;
  welcome.net_raw = capabilities.net_raw;
  welcome.net_admin = capabilities.net_admin;
  welcome.reads_rules = !options_.reader_program.empty();
  welcome.network_namespace = net::network_namespace();
  channel_.send(welcome);
}

void Agent::arm(wire::Arm order) {
  run_timer_.expires_after(std::chrono::seconds(order.ends_after_s));
  run_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || run_timer_.expiry() > Clock::now()) return;
    stop(1, "the time of this run is over; every port is free again");
  });
  last_run_ = !order.again;
  if (order.rules && !armed_once_) start_reader();
  armed_once_ = true;
  const wire::RunPlace place = order.place.value_or(place_);
  const auto send = [this](const wire::Message& message) { channel_.send(message); };
  run_.emplace(io_, options_, rule_reader_, place, std::move(order), send);
  const auto what = last_run_ ? Confinement::last_run : Confinement::between_runs;
  if (options_.confine) options_.confine(what, run_->networks());
  channel_.send(run_->armed());
}

// Before anything is given up: once armed, this process starts no other.
void Agent::start_reader() {
  if (options_.reader_program.empty()) {
    rule_reader_.stop("this agent has no program to read its host's rules with");
  } else if (!read_capabilities().net_admin) {
    rule_reader_.stop("to read its host's rules the agent needs CAP_NET_ADMIN");
  } else {
    rule_reader_.start(options_.reader_program);
  }
}

void Agent::tell_exposure(wire::ExposureRequest request) {
  exposure_asked_ = true;
  start_reader();
  exposure_pending_ = true;
  rule_reader_.read([this, request = std::move(request)](HostReading reading) {
    exposure_pending_ = false;
    channel_.send(exposure_of(request, std::move(reading)));
    rule_reader_.stop("this agent has told what its host lets in");
  });
}

void Agent::disarm() {
  run_timer_.expires_at(TimePoint::max());
  run_.reset();
  if (last_run_) rule_reader_.stop("this agent's last run is over");
}

}  // namespace oakprobe::agent
