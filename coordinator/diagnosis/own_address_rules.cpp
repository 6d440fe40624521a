#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>
#include <strings.h>

namespace oakprobe::diagnosis {
namespace {

// A translation on the source itself may lead one of its own addresses to the target after all.
bool came_to_target(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  if (evidence.receipt != nullptr && !evidence.receipt->delivered.empty()) return true;
  if (evidence.dial == nullptr) return false;
  if (!evidence.dial->answered.empty()) return true;
  if (evidence.look != nullptr && evidence.look->receipt.burst != 0) return true;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    const bool sent = evidence.dial->sent.has(attempt);
    const auto seen = Journey(evidence, attempt).seen_at(evidence::Waypoint::reached_target);
    if (sent && seen.value_or(false)) return true;
  }
  return false;
}

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// The line of the source's /etc/hosts that gives the dialled name this address.
const evidence::HostsEntry* hosts_line(const Scene& scene) {
  const auto& entries = scene.evidence->source->facts.names_of_itself;
  const auto found = std::ranges::find_if(entries, [&](const evidence::HostsEntry& entry) {
    return is_same_name(entry.name, scene.evidence->path.address) &&
           unmapped(entry.address) == *scene.dialled;
  });
  return found == entries.end() ? nullptr : &*found;
}

bool is_named(const Scene& scene) { return !parse_ip_address(scene.evidence->path.address); }

std::optional<Advertised> advertised_by_target(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  if (evidence.flow().port) return std::nullopt;  // not the tunnel
  const auto told = advertised_address(evidence.target_node(), evidence.target->facts);
  return told && told->address == *scene.dialled ? told : std::nullopt;
}

std::string origin_of_address(const Scene& scene, const Names& names) {
  if (const evidence::HostsEntry* entry = hosts_line(scene)) {
    return "which line " + std::to_string(entry->line) + " of " + names.source +
           "'s /etc/hosts gives " + entry->name;
  }
  if (is_named(scene))
    return "which " + names.source + " resolves " + std::string(scene.evidence->path.address) +
           " to";
  if (const auto told = advertised_by_target(scene)) {
    switch (told->origin) {
      case Advertised::Origin::configured:
        return "which " + names.target + " advertises (NodePublicAddress in netcfg.json)";
      case Advertised::Origin::found_out:
        return "which " + names.target +
               "'s NetManager finds out and advertises (the address of its way to 8.8.8.8)";
      case Advertised::Origin::public_ip:
        return "which " + names.target + " advertises (public_ip in conf.json)";
    }
  }
  return "which the inventory gives for " + names.target;
}

std::string own_address_sentence(const Scene& scene, const Names& names) {
  const std::string dialled = scene.dialled->to_string();
  const bool loopback = scene.dialled->is_loopback() || scene.dialled->is_unspecified();
  return names.source + " dials itself in place of " + names.target + " (" + names.port +
         "): " + dialled + ", " + origin_of_address(scene, names) + ", is " +
         (loopback ? "every machine's own address" : names.source + "'s own address") +
         ", so nothing leaves " + names.source + ".";
}

std::string own_address_fix(const Scene& scene, const Names& names) {
  const std::string dialled = scene.dialled->to_string();
  if (const evidence::HostsEntry* entry = hosts_line(scene)) {
    return "On " + names.source + " take " + entry->name + " out of line " +
           std::to_string(entry->line) + " of /etc/hosts, or give it " + names.target +
           "'s address there (getent hosts " + entry->name + ").";
  }
  if (is_named(scene)) {
    const std::string name(scene.evidence->path.address);
    return "Let " + names.source + " resolve " + name + " to " + names.target +
           "'s address (getent ahosts " + name + "), or give an address in the inventory.";
  }
  if (advertised_by_target(scene)) {
    return "On " + names.target +
           " set NodePublicAddress in /etc/netmanager/netcfg.json to an address that only it has "
           "and its peers reach (ip -4 addr), or DefaultInterface to the interface that has it, "
           "and "
           "restart NetManager and NodeEngine.";
  }
  return "Give in the inventory the address at which " + names.source + " reaches " + names.target +
         "; if both machines do have " + dialled + ", give one of them another (ip addr).";
}

}  // namespace

std::optional<Verdict> judge_own_address(const Scene& scene) {
  if (!scene.dials_itself || came_to_target(scene)) return std::nullopt;
  if (auto verdict = judge_instrument(scene)) return verdict;
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.message = own_address_sentence(scene, names);
  verdict.fix = own_address_fix(scene, names);
  // Whether another machine gets in was not tried.
  if (scene.evidence->flow().expect == inventory::Expect::closed) return verdict;
  verdict.status = Status::blocked;
  if (advertised_by_target(scene)) {
    verdict.cause = Cause::config_mismatch;
    verdict.where = {Segment::target_host};
    return verdict;
  }
  verdict.cause = is_named(scene) ? Cause::name_resolution : Cause::no_route;
  verdict.where = {Segment::source_host};
  return verdict;
}

Verdict without_network(const Scene& scene, Verdict verdict) {
  const Names names = names_of(scene);
  if (verdict.status == Status::blocked)
    verdict.where = {Segment::source_host, Segment::target_host};
  verdict.message += " " + scene.dialled->to_string() + ", " + origin_of_address(scene, names) +
                     ", is " + names.source + "'s own address: unless both are one machine, " +
                     names.source + " dials itself.";
  verdict.fix = own_address_fix(scene, names);
  return verdict;
}

}  // namespace oakprobe::diagnosis
