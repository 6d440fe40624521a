#pragma once

#include "net/network_namespace.hpp"
#include "probe-agent/agent_options.hpp"
#include "probe-agent/dial/dial_run.hpp"
#include "probe-agent/firewall/rule_watch.hpp"
#include "probe-agent/host/overlay_way.hpp"
#include "probe-agent/host/running_components.hpp"
#include "probe-agent/look/look_run.hpp"
#include "probe-agent/run/run_evidence.hpp"
#include "probe-agent/stand_in/armed_ports.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "probe-agent/watch/watch.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace oakprobe::agent {

// One run on one node, from `arm` to `disarm`: does what the messages say, in the order of the
// protocol, and nothing on its own account. All that it opened is closed, and every port is free
// again, when it is gone.
class Run {
 public:
  using Send = std::function<void(const wire::Message&)>;

  // Opens all that takes a privilege: taps, ports, the networks of containers. Options and reader
  // outlive it.
  Run(boost::asio::io_context& io,
      const AgentOptions& options,
      RuleReader& reader,
      wire::RunPlace place,
      wire::Arm order,
      Send send);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  [[nodiscard]] const wire::Armed& armed() const { return armed_; }

  // Of containers.
  [[nodiscard]] std::vector<std::shared_ptr<const net::NetworkNamespace>> networks() const {
    return vantages_->networks();
  }

  // Whether the message may come now.
  [[nodiscard]] bool expects(const wire::Message& message) const;

  // Does what an expected message says. Empty, or why the run can't go on.
  [[nodiscard]] std::string execute(wire::Message& message);

 private:
  enum class Phase { armed, probing, probed, looking };

  [[nodiscard]] std::string probe(wire::Probe& plan);
  [[nodiscard]] std::string look(const wire::LookOrder& order);
  // From the plan to the codec; none is left in the plan.
  void take_keys(wire::Probe& plan);
  // Of whichever order dialled the path.
  [[nodiscard]] std::optional<LookTarget> look_target(
      const evidence::Look& look, std::chrono::milliseconds timeout
  );

  boost::asio::io_context& io_;
  const wire::RunPlace place_;
  wire::Arm order_;
  Send send_;
  Phase phase_ = Phase::armed;
  std::set<std::uint16_t> planned_ports_;
  // In this order: what is below uses what is above.
  wire::DatagramCodec codec_;
  Receipts receipts_;
  std::optional<Watch> watch_;
  evidence::KernelCounters counters_before_;
  std::optional<ArmedPorts> ports_;
  wire::Armed armed_;
  std::optional<OverlayWay> overlay_;
  std::optional<Vantages> vantages_;
  std::list<DialRun> dials_;  // one for each order to probe
  std::optional<RunEvidence> evidence_;
  std::optional<LookRun> looks_;
  RuleWatch rules_;
};

}  // namespace oakprobe::agent
