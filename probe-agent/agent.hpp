#pragma once

#include "probe-agent/agent_options.hpp"
#include "probe-agent/control/control_channel.hpp"
#include "probe-agent/firewall/rule_reader.hpp"
#include "probe-agent/run/run.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>

namespace oakprobe::agent {

// An agent's session with its coordinator, from hello to goodbye: holds any number of runs, one
// after the other, each from `arm` to `disarm`.
class Agent {
 public:
  // `ended` is called once: exit code, and what went wrong (empty: nothing).
  Agent(
      boost::asio::io_context& io,
      AgentOptions options,
      std::function<void(int exit_code, std::string why)> ended
  );

  void start() { channel_.start(); }

  // Frees every port and ends, e.g. on SIGTERM.
  void stop(int exit_code, std::string why) { channel_.stop({exit_code == 0, std::move(why)}); }

 private:
  void on_message(wire::Message& message);
  [[nodiscard]] bool expects(const wire::Message& message) const;
  void welcome(const wire::Hello& hello);
  void arm(wire::Arm order);
  void start_reader();
  void tell_exposure(wire::ExposureRequest request);
  void disarm();

  boost::asio::io_context& io_;
  AgentOptions options_;
  ControlChannel channel_;
  boost::asio::steady_timer run_timer_;  // then the run is over, whatever comes
  wire::RunPlace place_;                 // of the first run
  bool exposure_asked_ = false;
  bool exposure_pending_ = false;
  bool armed_once_ = false;  // then it starts no process any more
  bool last_run_ = false;    // is under way, or was
  RuleReader rule_reader_;
  std::optional<Run> run_;
};

}  // namespace oakprobe::agent
