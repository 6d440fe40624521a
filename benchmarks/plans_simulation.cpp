// Plants one fault at a time in a simulated mesh, tries what `--plan cover` tries, and tells how
// often it shows, and how often one explanation alone is left after the drill-down (docs/plans.md):
//   plans-simulation [MEMBERS [TRIALS]]
// Then how many runs `--plan rotate` needs for every pair, beside as many pairs drawn by chance.

#include "base/rotation.hpp"
#include "plans/cover.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace oakprobe::plans;

// Which pairs fail.
using Fault = std::function<bool(const Pair&)>;

constexpr unsigned drill_rounds = 3;

// Networks are blocks of members, clusters blocks of networks.
MeshGroups blocks(std::uint32_t members) {
  MeshGroups groups;
  groups.networks = std::max(2U, static_cast<std::uint32_t>(std::sqrt(members)));
  groups.clusters = std::max(2U, groups.networks / 5);
  for (std::uint32_t at = 0; at < members; ++at) {
    const auto network = static_cast<std::uint32_t>(std::uint64_t{at} * groups.networks / members);
    groups.network.push_back(network);
    groups.cluster.push_back(network * groups.clusters / groups.networks);
  }
  return groups;
}

Fault sends_nothing(std::uint32_t member) {
  return [=](const Pair& pair) { return pair.source == member; };
}
Fault receives_nothing(std::uint32_t member) {
  return [=](const Pair& pair) { return pair.target == member; };
}
Fault node_is_down(std::uint32_t member) {
  return [=](const Pair& pair) { return pair.source == member || pair.target == member; };
}
Fault between(const std::vector<std::uint32_t>& group_of, std::uint32_t from, std::uint32_t to) {
  return [=, &group_of](const Pair& pair) {
    return group_of[pair.source] == from && group_of[pair.target] == to;
  };
}
Fault cut_off(const std::vector<std::uint32_t>& group_of, std::uint32_t group) {
  return [=, &group_of](const Pair& pair) {
    return (group_of[pair.source] == group) != (group_of[pair.target] == group);
  };
}
Fault link(const Pair& only) {
  return [=](const Pair& pair) { return pair == only; };
}

// Every explanation of this kind that a failed pair suggests.
std::vector<Fault> explanations(const MeshGroups& groups, const Pair& failed) {
  const auto& [source, target] = failed;
  return {
      sends_nothing(source),
      receives_nothing(target),
      node_is_down(source),
      node_is_down(target),
      between(groups.network, groups.network[source], groups.network[target]),
      between(groups.cluster, groups.cluster[source], groups.cluster[target]),
      cut_off(groups.network, groups.network[source]),
      cut_off(groups.network, groups.network[target]),
      link(failed),
  };
}

struct Outcome {
  bool shows = false;
  bool cornered = false;  // one explanation alone fits all that was tried
  std::size_t further = 0;
};

Outcome search(const MeshGroups& groups, const Fault& fault, std::uint64_t seed) {
  std::array<std::byte, sizeof seed> bytes;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    bytes[at] = static_cast<std::byte>(seed >> (8 * at) & 0xff);
  std::vector<TriedPair> tried;
  const auto try_all = [&](const std::vector<Pair>& pairs) {
    for (const Pair& pair : pairs) tried.push_back({pair, fault(pair)});
  };
  try_all(cover(groups, bytes));
  const std::size_t first = tried.size();
  const auto failed = [&] { return std::ranges::find(tried, true, &TriedPair::failed); };
  Outcome outcome;
  outcome.shows = failed() != tried.end();
  if (!outcome.shows) return outcome;
  std::set<Pair> drilled;
  for (unsigned round = 0; round < drill_rounds; ++round)
    try_all(drill_down(groups, tried, drilled));
  outcome.further = tried.size() - first;
  std::size_t fitting = 0;
  for (const Fault& explanation : explanations(groups, failed()->pair))
    fitting += std::ranges::all_of(tried, [&](const TriedPair& one) {
      return explanation(one.pair) == one.failed;
    });
  outcome.cornered = fitting == 1;
  return outcome;
}

void print_cover(std::uint32_t members, unsigned trials) {
  const MeshGroups groups = blocks(members);
  std::mt19937_64 random(1);  // NOLINT: the same faults every time
  const auto below = [&](std::uint32_t limit) {
    return static_cast<std::uint32_t>(random() % limit);
  };
  const auto pairs = cover(groups, std::array<std::byte, 1>{}).size();
  std::printf(
      "cover: %u members in %u networks and %u clusters; %zu of %llu pairs, %u trials each\n",
      members,
      groups.networks,
      groups.clusters,
      pairs,
      static_cast<unsigned long long>(members) * (members - 1),
      trials
  );
  std::printf("%-34s %8s %9s %9s\n", "planted", "shows", "cornered", "further");
  struct Kind {
    const char* name;
    std::function<Fault()> plant;
  };
  const std::array kinds{
      Kind{"a node is down", [&] { return node_is_down(below(members)); }},
      Kind{"a node sends nothing", [&] { return sends_nothing(below(members)); }},
      Kind{"a node receives nothing", [&] { return receives_nothing(below(members)); }},
      Kind{
          "one network to another",
          [&] { return between(groups.network, below(groups.networks), below(groups.networks)); }},
      Kind{
          "one cluster to another",
          [&] { return between(groups.cluster, below(groups.clusters), below(groups.clusters)); }},
      Kind{"a network is cut off", [&] { return cut_off(groups.network, below(groups.networks)); }},
      Kind{
          "a single link",
          [&] {
            const std::uint32_t source = below(members);
            return link({source, (source + 1 + below(members - 1)) % members});
          }},
  };
  for (const Kind& kind : kinds) {
    unsigned shows = 0;
    unsigned cornered = 0;
    std::size_t further = 0;
    for (unsigned trial = 0; trial < trials; ++trial) {
      const Outcome outcome = search(groups, kind.plant(), random());
      shows += outcome.shows ? 1 : 0;
      cornered += outcome.cornered ? 1 : 0;
      further += outcome.further;
    }
    std::printf(
        "%-34s %7.1f%% %8.1f%% %9.1f\n",
        kind.name,
        100.0 * shows / trials,
        shows == 0 ? 0.0 : 100.0 * cornered / shows,
        shows == 0 ? 0.0 : static_cast<double>(further) / shows
    );
  }
}

// Runs until 99.9 % of all directed pairs were tried at least once.
void print_rotation(std::uint32_t members, std::uint32_t slots) {
  const std::uint64_t all = std::uint64_t{members} * (members - 1);
  const auto enough = static_cast<std::uint64_t>(0.999 * static_cast<double>(all));
  std::mt19937_64 random(2);  // NOLINT: the same draws every time
  std::vector<bool> tried(std::uint64_t{members} * members);
  std::uint64_t count = 0;
  unsigned runs = 0;
  for (; count < enough; ++runs) {
    for (std::uint32_t source = 0; source < members; ++source) {
      for (std::uint32_t draw = 0; draw < slots; ++draw) {
        const auto step = static_cast<std::uint32_t>(1 + random() % (members - 1));
        const std::uint64_t pair = std::uint64_t{source} * members + (source + step) % members;
        if (!tried[pair]) ++count;
        tried[pair] = true;
      }
    }
  }
  const unsigned rotated = (members - 1 + slots - 1) / slots;
  std::printf(
      "\nrotate %u: %u members; all pairs after %u runs; pairs drawn by chance: 99.9 %% after "
      "%u runs, %.1f times as many\n",
      slots,
      members,
      rotated,
      runs,
      static_cast<double>(runs) / rotated
  );
}

}  // namespace

int main(int argc, char** argv) {
  const long members = argc > 1 ? std::atol(argv[1]) : 10'000;
  const long trials = argc > 2 ? std::atol(argv[2]) : 200;
  if (members < 10 || members > 100'000 || trials < 1 || trials > 100'000) {
    std::fprintf(stderr, "usage: plans-simulation [MEMBERS (10 to 100000) [TRIALS]]\n");
    return 2;
  }
  print_cover(static_cast<std::uint32_t>(members), static_cast<unsigned>(trials));
  print_rotation(static_cast<std::uint32_t>(std::min(members, 4'000L)), 20);
  return 0;
}
