#include "coordinator/notify/alertmanager.hpp"

#include "base/listing.hpp"
#include "base/utc_time.hpp"
#include "coordinator/report/json_text.hpp"

#include <algorithm>

namespace oakprobe::notify {
namespace {

using report::Json;

std::string paths_text(const alerts::CauseStory& cause) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(cause.tracked.size(), alerts::sample_max); ++i) {
    const alerts::PathName& path = cause.tracked[i];
    words.push_back(path.flow + " " + path.source + " -> " + path.target);
  }
  const std::size_t more = cause.paths - std::min(cause.paths, words.size());
  return join(words) + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

}  // namespace

std::string alertmanager_body(
    std::span<const alerts::Alert> alerts, std::int64_t hold_until, const std::string& page
) {
  Json all = Json::array();
  for (const alerts::Alert& alert : alerts) {
    Json one{
        {"labels", alert.labels},
        {"annotations",
         {{"message", alert.cause.message},
          {"fix", alert.cause.fix},
          {"paths", paths_text(alert.cause)}}},
        {"startsAt", alert.since},
        {"endsAt", alert.firing ? utc_text(UtcSeconds(hold_until)) : alert.changed},
    };
    if (!page.empty()) one["generatorURL"] = page;
    all.push_back(std::move(one));
  }
  return report::json_line(std::move(all));
}

std::string alertmanager_target(const std::string& base) {
  return base.substr(0, base.find_last_not_of('/') + 1) + "/api/v2/alerts";
}

}  // namespace oakprobe::notify
