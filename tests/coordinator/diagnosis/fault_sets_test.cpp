// Faults as networks have them, up to five at a time, planted in a deployment of 40 nodes: the
// causes that are found are the planted ones.
#include "coordinator/diagnosis/common_causes.hpp"
#include "planted_faults.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <vector>

namespace oakprobe::diagnosis::test {
namespace {

bool is_within(const Positions& part, const Positions& all) {
  return std::ranges::includes(all, part);
}

// Every cause is another one of the faults, and every fault that shows is there.
bool are_named(
    const Deployment& deployment,
    const std::vector<Fault>& faults,
    const std::vector<Positions>& decided
) {
  const auto members = members_of_causes(deployment.check());
  std::set<std::size_t> open;
  for (std::size_t at = 0; at < faults.size(); ++at)
    if (!decided[at].empty()) open.insert(at);
  for (const auto& group : members) {
    const Positions paths(group.begin(), group.end());
    const auto named = std::ranges::find_if(open, [&](std::size_t at) {
      return is_within(decided[at], paths) && is_within(paths, predicted(deployment, faults[at]));
    });
    if (named == open.end()) return false;
    open.erase(named);
  }
  return open.empty();
}

bool is_in(const FinishedCheck& check, const CauseScope& scope, std::size_t at) {
  const PathId id = check.paths.id_at(at);
  const auto cluster = [&](NodeId node) { return check.inventory.node(node).cluster; };
  return (!scope.source || *scope.source == id.source) &&
         (!scope.target || *scope.target == id.target) &&
         (scope.source_network.empty() || scope.source_network == cluster(id.source)) &&
         (scope.target_network.empty() || scope.target_network == cluster(id.target)) &&
         (scope.port == 0 || (scope.port == check.paths.end_at(at).port &&
                              scope.protocol == check.inventory.flow(id.flow).protocol));
}

// A path of the cause's scope works. A pair's scope counts, too, though it is not said of how many.
bool is_contradicted(const FinishedCheck& check, const CommonCause& cause) {
  if (cause.scope == CauseScope{}) return false;
  for (std::size_t at = 0; at < check.paths.size(); ++at)
    if (is_in(check, cause.scope, at) && is_as_expected(*check.paths.state_at(at).verdict))
      return true;
  return false;
}

TEST(FaultSets, ThePlantedCausesAreNamed) {
  Deployment deployment;
  unsigned named = 0;
  unsigned contradicted = 0;
  constexpr unsigned sets = 100;
  for (unsigned set = 0; set < sets; ++set) {
    Faults random(deployment, set + 1);
    std::vector<Fault> faults;
    while (faults.size() < 1 + set % 5) {
      const Fault fault = random.draw();
      const bool is_there = std::ranges::any_of(faults, [&](const Fault& other) {
        return predicted(deployment, other) == predicted(deployment, fault) &&
               other.judgement == fault.judgement;
      });
      if (!is_there) faults.push_back(fault);
    }
    const auto decided = deployment.suffer(faults);
    const bool all = are_named(deployment, faults, decided);
    named += all ? 1 : 0;
    for (const CommonCause& cause : deployment.check().causes) {
      if (!is_contradicted(deployment.check(), cause)) continue;
      ++contradicted;
      std::cout << "set " << set << ": contradicted, " << name_of(cause.by) << " " << cause.paths
                << " of " << cause.of << "\n";
    }
    if (all) continue;
    std::cout << "set " << set << ":";
    for (const Fault& fault : faults) std::cout << " [" << fault.name << "]";
    std::cout << " -> " << deployment.check().causes.size() << " causes\n";
  }
  std::cout << named << " of " << sets << " sets named, " << contradicted << " contradicted\n";
  EXPECT_GE(named, 95U);
  EXPECT_EQ(contradicted, 0U);
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
