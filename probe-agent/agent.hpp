#pragma once

#include "net/kernel_counters.hpp"
#include "net/next_hop.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/control/control_channel.hpp"
#include "probe-agent/dial/dial_run.hpp"
#include "probe-agent/host/dead_ends.hpp"
#include "probe-agent/host/overlay_way.hpp"
#include "probe-agent/host/running_components.hpp"
#include "probe-agent/look/look_run.hpp"
#include "probe-agent/stand_in/armed_ports.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "probe-agent/watch/watch.hpp"
#include "wire/datagram.hpp"
#include "wire/flood_guard.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::agent {

// Whole messages count: bytes that trickle in make none, and renew nothing.
struct AgentLimits {
  std::chrono::milliseconds hello{
      8'000};  // from the greeting to the end of the coordinator's hello
  std::chrono::milliseconds lease{15'000};  // without a message the agent frees its ports and ends
  std::chrono::milliseconds keepalive{5'000};
};

struct AgentOptions {
  int input = 0;
  int output = 1;
  std::string etc_root;  // stands before /etc; empty but in tests
  std::string host_root = "/";
  TapChoice taps;
  // Called once, when all is open that the check needs and before `armed` is sent, with the
  // networks of containers: gives up what is not needed any more. Empty: nothing is given up.
  std::function<void(std::span<const std::shared_ptr<const net::NetworkNamespace>>)> confine;
  AgentLimits limits;  // tests shorten them
};

// One run on one node, from the coordinator's hello to its goodbye: does what the messages say, in
// the order of the protocol, and nothing on its own account.
class Agent {
 public:
  // `ended` is called once: exit code, and what went wrong (empty: nothing).
  Agent(
      boost::asio::io_context& io,
      AgentOptions options,
      std::function<void(int exit_code, std::string why)> ended
  );
  ~Agent();

  void start();

  // Frees every port and ends, e.g. on SIGTERM.
  void stop(int exit_code, std::string why);

 private:
  enum class Phase { greeted, welcomed, armed, probing, probed, looking, disarmed };

  void on_message(wire::Message& message);
  void on_hello(const wire::Hello& hello);
  void on_arm(const wire::Arm& order);
  void on_probe(wire::Probe& plan);
  // From the plan to the codec; none is left in the plan.
  void take_keys(wire::Probe& plan);
  void on_look(const wire::LookOrder& order);
  // Of whichever order dialled the path.
  [[nodiscard]] std::optional<LookTarget> look_target(
      const evidence::Look& look, std::chrono::milliseconds timeout
  );
  [[nodiscard]] evidence::KernelCounters risen_counters() const;
  [[nodiscard]] bool may_have_missed();
  void send_evidence();
  [[nodiscard]] std::set<IpAddress> partners(const evidence::NodeEvidence& evidence) const;
  [[nodiscard]] std::vector<IpAddress> peers_without_route() const;
  [[nodiscard]] std::set<IpAddress> perhaps_unreached(
      std::span<const evidence::PathSights* const> sights, const net::NextHops& hops
  ) const;
  void tell_ways(
      evidence::NodeEvidence& evidence, std::span<const evidence::PathSights* const> sights
  );
  void disarm();
  void fail(const std::string& why);
  void renew_lease(std::chrono::milliseconds limit);
  [[nodiscard]] bool lease_is_over() const;
  void end_lease();
  void send_keepalives();

  boost::asio::io_context& io_;
  AgentOptions options_;
  std::function<void(int, std::string)> ended_;
  ControlChannel channel_;
  boost::asio::steady_timer lease_timer_;
  boost::asio::steady_timer keepalive_timer_;
  boost::asio::steady_timer end_timer_;
  Phase phase_ = Phase::greeted;
  TimePoint welcomed_at_;
  wire::FloodGuard flood_guard_;
  wire::Hello hello_;
  wire::Arm order_;
  evidence::KernelCounters counters_before_;
  // Read at arming, as all that takes a privilege.
  std::optional<OverlayWay> overlay_;
  std::optional<Vantages> vantages_;
  // In this order: what is below uses what is above.
  std::optional<wire::DatagramCodec> codec_;
  std::optional<Receipts> receipts_;
  std::optional<Watch> watch_;
  std::optional<ArmedPorts> ports_;
  std::list<DialRun> dials_;  // one for each order to probe
  DeadEnds dead_ends_;
  std::optional<LookRun> looks_;
  std::set<std::uint16_t> planned_ports_;
};

}  // namespace oakprobe::agent
