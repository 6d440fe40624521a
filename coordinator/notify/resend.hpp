#pragma once

#include "coordinator/alerts/alert.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace oakprobe::notify {

// What Alertmanager is told again in one request: alerts that fire, or such as are muted, which are
// over as far as it is concerned.
struct Resent {
  std::vector<alerts::Alert> alerts;
  bool muted = false;
};

// Alertmanager may have been told to hold for days what is muted now: so that is told once. By id:
// what is alive, and what of it was told already to be over, of which what is so no longer is
// forgotten. What is over goes first.
[[nodiscard]] std::vector<Resent> what_to_resend(
    const std::map<std::string, alerts::Alert>& alive, std::set<std::string>& quieted
);

}  // namespace oakprobe::notify
