#include "coordinator/alerts/silence.hpp"

#include <algorithm>

namespace oakprobe::alerts {

bool mutes(const Silence& silence, const PathName& path, std::int64_t now) {
  if (silence.until && now >= *silence.until) return false;
  if (!silence.flow && !silence.source && !silence.target && !silence.node) return false;
  const auto fits = [](const std::optional<std::string>& wanted, const std::string& name) {
    return !wanted || *wanted == name;
  };
  return fits(silence.flow, path.flow) && fits(silence.source, path.source) &&
         fits(silence.target, path.target) &&
         (fits(silence.node, path.source) || fits(silence.node, path.target));
}

bool is_muted(std::span<const Silence> silences, const PathName& path, std::int64_t now) {
  return std::ranges::any_of(silences, [&](const Silence& one) { return mutes(one, path, now); });
}

}  // namespace oakprobe::alerts
