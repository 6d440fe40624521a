#include "coordinator/report/story.hpp"

#include <array>

namespace oakprobe::report {
namespace {

using diagnosis::Coverage;

// 1234567 is "1,234,567".
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string of_all(const Coverage& coverage) {
  return grouped(coverage.tried) + " of " + grouped(coverage.possible) +
         " paths between nodes that all dial each other";
}

// "3 h", of seconds: one unit, the largest that gives a number of two.
std::string age(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  for (const Unit& unit : std::array{Unit{86'400, "days"}, Unit{3'600, "h"}, Unit{60, "min"}})
    if (seconds >= 2 * unit.seconds)
      return std::to_string(seconds / unit.seconds) + " " + unit.name;
  return std::to_string(seconds) + " s";
}

std::string networks(unsigned prefix) {
  if (prefix == 0) return "";
  return " and of networks (/" + std::to_string(prefix) + " of IPv4)";
}

std::string rotation_note(const Coverage& coverage) {
  const diagnosis::RotationProgress& rotation = *coverage.rotation;
  std::string text = "this run tried " + of_all(coverage) + " (--plan rotate " +
                     std::to_string(rotation.slots) + "); all runs so far verified " +
                     grouped(rotation.verified) + ", the oldest " + age(rotation.oldest_seconds) +
                     " ago";
  if (rotation.begun_anew) text += "; the nodes are others than before, so it begins anew";
  if (!rotation.kept) return text + "; how far it came was not kept.";
  if (rotation.runs_left == 0) return text + "; every directed pair was tried at least once.";
  return text + "; after " + grouped(rotation.runs_left) +
         (rotation.runs_left == 1 ? " more run" : " more runs") + " every directed pair was tried.";
}

}  // namespace

std::string coverage_note(const Coverage& coverage) {
  if (coverage.plan == plans::PlanKind::full || coverage.possible == 0) return "";
  if (coverage.rotation) return rotation_note(coverage);
  return "this check tried " + of_all(coverage) +
         " (--plan cover): every node sent and received at least twice, and every ordered pair of "
         "clusters" +
         networks(coverage.network_prefix) +
         " was crossed. A fault of one single link need not show (docs/plans.md).";
}

std::string coverage_clause(const Coverage& coverage) {
  if (coverage.plan == plans::PlanKind::full || coverage.possible == 0) return "";
  if (!coverage.rotation) return of_all(coverage) + " were tried";
  return grouped(coverage.rotation->verified) + " of " + grouped(coverage.possible) +
         " directed paths verified so far, the oldest " + age(coverage.rotation->oldest_seconds) +
         " ago";
}

}  // namespace oakprobe::report
