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

std::string crossings(const Coverage& coverage) {
  std::string groups = coverage.clusters_crossed ? "clusters" : "";
  if (coverage.network_prefix > 0)
    groups += (groups.empty() ? "" : " and of ") +
              ("networks (/" + std::to_string(coverage.network_prefix) + " of IPv4)");
  return groups.empty() ? "" : ", and every ordered pair of " + groups + " was to be crossed";
}

std::string rotation_note(const Coverage& coverage) {
  const diagnosis::RotationProgress& rotation = *coverage.rotation;
  std::string text = "this run tried " + of_all(coverage) + " (--plan rotate " +
                     std::to_string(rotation.slots) + "); all runs so far verified " +
                     grouped(rotation.verified) + ", the oldest " + age(rotation.oldest_seconds) +
                     " ago";
  if (rotation.begun_anew) text += "; the nodes or flows are others than before, so it begins anew";
  if (!rotation.kept) return text + "; how far it came was not kept.";
  if (rotation.runs_left == 0) return text + "; every directed pair had its turn.";
  return text + "; after " + grouped(rotation.runs_left) +
         (rotation.runs_left == 1 ? " more run" : " more runs") +
         " every directed pair had its turn.";
}

}  // namespace

std::string coverage_note(const Coverage& coverage) {
  if (coverage.plan == plans::PlanKind::full || coverage.possible == 0) return "";
  if (coverage.rotation) return rotation_note(coverage);
  return "this check tried " + of_all(coverage) +
         " (--plan cover): every node was to send and to receive at least twice" +
         crossings(coverage) + ". A fault of one single link need not show (docs/plans.md).";
}

std::string coverage_clause(const Coverage& coverage) {
  if (coverage.plan == plans::PlanKind::full || coverage.possible == 0) return "";
  if (!coverage.rotation) return of_all(coverage) + " were tried";
  return grouped(coverage.rotation->verified) + " of " + grouped(coverage.possible) +
         " directed paths verified so far, the oldest " + age(coverage.rotation->oldest_seconds) +
         " ago";
}

}  // namespace oakprobe::report
