#pragma once

#include "net/kernel_counters.hpp"
#include "net/next_hop.hpp"
#include "probe-agent/dial/dial_run.hpp"
#include "probe-agent/host/dead_ends.hpp"
#include "probe-agent/stand_in/armed_ports.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "probe-agent/watch/watch.hpp"
#include "wire/messages.hpp"

#include <functional>
#include <list>
#include <set>
#include <span>
#include <vector>

namespace oakprobe::agent {

// What a node saw in a run so far, to be told.
class RunEvidence {
 public:
  // All of them outlive it.
  struct Sources {
    const wire::Arm& order;
    Receipts& receipts;
    Watch& watch;
    const ArmedPorts& ports;
    const std::list<DialRun>& dials;
  };

  // `before`: the kernel's counters when the run began.
  RunEvidence(const Sources& sources, evidence::KernelCounters before);

  // All of it, in parts.
  void tell(const std::function<void(const wire::Message&)>& send);

  // What came while a queue was full was not received, and is not lost.
  [[nodiscard]] bool may_have_missed();

 private:
  using Sights = std::span<const evidence::PathSights* const>;

  [[nodiscard]] evidence::KernelCounters risen_counters() const;
  [[nodiscard]] evidence::NodeEvidence of_node();
  [[nodiscard]] std::set<IpAddress> partners(const evidence::NodeEvidence& evidence) const;
  [[nodiscard]] std::vector<IpAddress> peers_without_route() const;
  [[nodiscard]] std::set<IpAddress> perhaps_unreached(Sights sights, const net::NextHops& hops)
      const;
  void tell_ways(evidence::NodeEvidence& evidence, Sights sights);

  const Sources of_;
  const evidence::KernelCounters before_;
  DeadEnds dead_ends_;
};

}  // namespace oakprobe::agent
