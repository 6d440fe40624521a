#pragma once

#include "net/lifetime.hpp"
#include "probe-agent/firewall/rule_reader.hpp"
#include "probe-agent/firewall/rule_trace.hpp"
#include "rules/ruleset.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::agent {

// Which rules of this host end the packets of an order: by its rules and their counters before and
// after they were sent, and by the kernel's trace in between. What it has set up is gone when it
// has told, and when it is gone itself.
class RuleWatch {
 public:
  using Send = std::function<void(const wire::Message&)>;

  // The reader must outlive it.
  RuleWatch(boost::asio::io_context& io, RuleReader& reader, Send send)
      : io_(io), reader_(reader), send_(std::move(send)) {}

  // So many orders of a run, one after the other.
  [[nodiscard]] bool takes_order() const {
    return phase_ == Phase::idle && orders_ < rules_orders_max;
  }
  // Sends RulesWatched in the end.
  void watch(wire::RulesOrder order);

  [[nodiscard]] bool is_watching() const { return phase_ == Phase::watching; }
  // Sends Rules in the end. Not empty: why it can't.
  [[nodiscard]] std::string tell(const wire::RulesRequest& request);

 private:
  enum class Phase { idle, beginning, watching, ending };
  static constexpr int rules_orders_max = 8;

  void read(void (RuleWatch::*then)(HostReading));
  void begin(HostReading reading);
  void end(HostReading reading);
  [[nodiscard]] std::vector<evidence::RuleFinding> findings(const rules::Ruleset& after);

  boost::asio::io_context& io_;
  RuleReader& reader_;
  Send send_;
  Phase phase_ = Phase::idle;
  int orders_ = 0;
  wire::RulesOrder order_;
  std::vector<std::uint32_t> sent_;
  std::string trouble_;
  std::optional<rules::Ruleset> before_;
  std::optional<RuleTrace> trace_;
  std::vector<rules::TraceEvent> events_;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
