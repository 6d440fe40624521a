#include "coordinator/notify/resend.hpp"

#include <cstddef>

namespace oakprobe::notify {
namespace {

// Alerts in a request.
constexpr std::size_t resent_at_once = 100;

}  // namespace

std::vector<Resent> what_to_resend(
    const std::map<std::string, alerts::Alert>& alive, std::set<std::string>& quieted
) {
  std::erase_if(quieted, [&](const std::string& id) {
    const auto alert = alive.find(id);
    return alert == alive.end() || !alert->second.muted;
  });
  std::vector<Resent> requests;
  for (const bool muted : {true, false}) {
    for (const auto& [id, alert] : alive) {
      if (!alert.told || alert.muted != muted || quieted.contains(id)) continue;
      const bool fits = !requests.empty() && requests.back().muted == muted &&
                        requests.back().alerts.size() < resent_at_once;
      if (!fits) requests.push_back({{}, muted});
      requests.back().alerts.push_back(alert);
    }
  }
  return requests;
}

}  // namespace oakprobe::notify
