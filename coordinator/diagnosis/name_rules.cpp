#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>

// A name that leads elsewhere than to the target.
namespace oakprobe::diagnosis {
namespace {

constexpr std::size_t addresses_told_max = 3;

// Another node that the inventory has at the dialled address.
const inventory::Node* other_node(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  const auto found = std::ranges::find_if(evidence.inventory->nodes, [&](const auto& node) {
    const auto address = parse_ip_address(node.address);
    return address && unmapped(*address) == *scene.dialled && &node != &evidence.target_node();
  });
  return found == evidence.inventory->nodes.end() ? nullptr : &*found;
}

std::string own_addresses(const Scene& scene) {
  std::string text;
  std::size_t count = 0;
  for (const IpAddress& one : scene.evidence->target->facts.addresses) {
    if (one.is_v6() != scene.dialled->is_v6()) continue;
    if (count++ == addresses_told_max) break;
    text += (text.empty() ? "" : ", ") + unmapped(one).to_string();
  }
  return text;
}

// "w1's /etc/hosts"; "" where DNS has it.
std::string hosts_file(const Scene& scene, const Names& names) {
  if (!scene.dial()->by_hosts_file) return "";
  return scene.dial()->by_dialler
             ? "the /etc/hosts of the container on " + names.source + " that dials"
             : names.source + "'s /etc/hosts";
}

// Then the name led there.
bool came_to_target(const PathEvidence& evidence) {
  if (evidence.receipt != nullptr && !evidence.receipt->delivered.empty()) return true;
  if (evidence.sights == nullptr) return false;
  for (auto sight = static_cast<std::size_t>(evidence::Sight::reached);
       sight < evidence::sight_count;
       ++sight)
    if (!evidence.sights->attempts[sight].empty()) return true;
  return false;
}

}  // namespace

Verdict led_astray(const Scene& scene, Verdict verdict) {
  const bool named = !parse_ip_address(scene.evidence->path.address);
  if (!scene.nat || !named || scene.dial() == nullptr || !scene.dial()->dialled) return verdict;
  const std::string own = own_addresses(scene);
  if (own.empty() || came_to_target(*scene.evidence)) return verdict;
  const Names names = names_of(scene);
  const std::string name(scene.evidence->path.address);
  const std::string dialled = scene.dialled->to_string();
  const std::string hosts = hosts_file(scene, names);
  const inventory::Node* const other = other_node(scene);
  verdict.message += " " + names.source + " takes " + name + " for " + dialled +
                     (other != nullptr ? ", which the inventory gives for " + other->name : "") +
                     (hosts.empty() ? "" : ", by " + hosts) + "; " + names.target + " has " + own +
                     ".";
  std::string fix = hosts.empty() ? "Let " + names.source + " resolve " + name + " to " + own +
                                        " (getent ahosts " + name + " there)"
                                  : "Correct the line with " + name + " in " + hosts + " to " + own;
  if (!verdict.fix.empty())
    fix += "; or, if " + dialled + " is to lead to " + names.target + ": " + verdict.fix;
  verdict.fix = fix.ends_with('.') ? fix : fix + ".";
  // A router may have that address, for one node or several, and forward.
  if (verdict.status == Status::blocked) verdict.where.insert(Segment::source_host);
  return verdict;
}

}  // namespace oakprobe::diagnosis
