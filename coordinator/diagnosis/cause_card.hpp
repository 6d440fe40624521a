#pragma once

#include "coordinator/diagnosis/verdict.hpp"

#include <cstdint>

namespace oakprobe::diagnosis {

// What paths of one cause have in common besides their segments, so that they are told together.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    Grouping,
    std::uint8_t,
    ends,       // target and port, or source, or the router that refused them
    host,       // the address that is dialled, whichever port
    link,       // the largest packet that passes, in both directions and on every port
    agent,      // the agent that failed
    instrument  // what kept the agents from looking, whichever ends and ports
)

// What a cause means to those who decide (telling/cause_words.hpp has its words).
struct CauseCard {
  Cause cause{};
  EnumSet<Status> statuses;  // that it gives; where these are two, the rule says which
  Grouping grouping = Grouping::ends;
  // Where the network is one of the places, it may be at fault, and a closer look at it pays.
  bool is_network_suspect = true;
};

[[nodiscard]] const CauseCard& cause_card(Cause cause);

// Something of the check's own failed, not of the deployment.
[[nodiscard]] inline bool is_of_instrument(Cause cause) {
  const Grouping grouping = cause_card(cause).grouping;
  return grouping == Grouping::agent || grouping == Grouping::instrument;
}

}  // namespace oakprobe::diagnosis
