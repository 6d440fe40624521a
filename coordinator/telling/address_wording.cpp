#include "coordinator/diagnosis/rules.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/rule_words.hpp"

#include <algorithm>

// An address that is not the target's: the source's own, or where its name leads to.
namespace oakprobe::telling {
namespace {

bool is_named(const Scene& scene) { return !scene.evidence->path.address->ip(); }

std::string dialled_text(const Scene& scene) {
  return scene.dialled ? scene.dialled->to_string() : scene.evidence->path.address->text();
}

std::string origin_of_address(const Scene& scene, const Names& names) {
  if (const evidence::HostsEntry* entry = hosts_line(scene)) {
    return "which line " + std::to_string(entry->line) + " of " + names.source +
           "'s /etc/hosts gives " + entry->name;
  }
  if (is_named(scene))
    return "which " + names.source + " resolves " + scene.evidence->path.address->text() + " to";
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

std::string own_address_fix(const Scene& scene, const Names& names) {
  if (const evidence::HostsEntry* entry = hosts_line(scene)) {
    return "On " + names.source + " take " + entry->name + " out of line " +
           std::to_string(entry->line) + " of /etc/hosts, or give it " + names.target +
           "'s address there (`getent hosts "_marked + entry->name + "`)."_marked;
  }
  if (is_named(scene)) {
    const std::string& name = scene.evidence->path.address->text();
    return "Let " + names.source + " resolve " + name + " to " + names.target +
           "'s address (`getent ahosts "_marked + name +
           "`), or give an address in the inventory."_marked;
  }
  if (advertised_by_target(scene)) {
    return "On " + names.target +
           " set NodePublicAddress in /etc/netmanager/netcfg.json to an address that only it has "
           "and its peers reach (`ip -4 addr`), or DefaultInterface to the interface that has it, "
           "and restart NetManager and NodeEngine."_marked;
  }
  return "Give in the inventory the address at which " + names.source + " reaches " + names.target +
         "; if both machines do have " + dialled_text(scene) +
         ", give one of them another (`ip addr`)."_marked;
}

constexpr std::size_t addresses_told_max = 3;

// Another node that the inventory has at the dialled address.
const inventory::Node* other_node(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  const auto found = std::ranges::find_if(evidence.inventory->nodes, [&](const auto& node) {
    const auto& address = node.address.ip();
    return address && unmapped(*address) == *scene.dialled && &node != &evidence.target_node();
  });
  return found == evidence.inventory->nodes.end() ? nullptr : &*found;
}

std::string addresses_of_target(const Scene& scene) {
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

}  // namespace

Told tell_dials_itself(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  const bool loopback =
      scene.dialled && (scene.dialled->is_loopback() || scene.dialled->is_unspecified());
  return {
      names.source + " dials itself in place of " + names.target + " (" + names.port +
          "): " + dialled_text(scene) + ", " + origin_of_address(scene, names) + ", is " +
          (loopback ? "every machine's own address" : names.source + "'s own address") +
          ", so nothing leaves " + names.source + ".",
      own_address_fix(scene, names)};
}

Told perhaps_to_itself(const Scene& scene, Told told) {
  const Names names = names_of(scene);
  told.message += " " + dialled_text(scene) + ", " + origin_of_address(scene, names) + ", is " +
                  names.source + "'s own address: unless both are one machine, " + names.source +
                  " dials itself.";
  told.fix = own_address_fix(scene, names);
  told.is_own_fix = false;
  return told;
}

Told astray_by_name(const Scene& scene, Told told) {
  const Names names = names_of(scene);
  const std::string& name = scene.evidence->path.address->text();
  const std::string dialled = dialled_text(scene);
  const std::string own = addresses_of_target(scene);
  const std::string hosts = hosts_file(scene, names);
  const inventory::Node* const other = other_node(scene);
  told.message += " " + names.source + " takes " + name + " for " + dialled +
                  (other != nullptr ? ", which the inventory gives for " + other->name : "") +
                  (hosts.empty() ? "" : ", by " + hosts) + "; " + names.target + " has " + own +
                  ".";
  const std::string fix = hosts.empty()
                              ? "Let " + names.source + " resolve " + name + " to " + own +
                                    " (`getent ahosts "_marked + name + "` there)"_marked
                              : "Correct the line with " + name + " in " + hosts + " to " + own;
  told.fix = told.fix.empty() ? fix + "."
                              : fix + "; or, if " + dialled + " is to lead to " + names.target +
                                    ": " + told.fix.marked();
  return told;
}

}  // namespace oakprobe::telling
