#include "base/printable.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/telling/found.hpp"

// Files that Oakestra, or the agent, can't read, and what they switch off.
namespace oakprobe::telling {
namespace {

using oakestra::FileState;

}  // namespace

Told tell_unreadable_netcfg(const Found& found) {
  const bool runs = is_tunnel_live(found.seen());
  return {
      found.name() + "'s NetManager " +
          (runs ? "will not start again: it can't read " : "can't start: it can't read ") +
          "/etc/netmanager/netcfg.json (" + excerpt(found.facts().netcfg.problem) + ").",
      "Mend /etc/netmanager/netcfg.json; the least that works is {\"NodePublicAddress\": "
      "\"0.0.0.0\", \"NodePublicPort\": \"50103\", \"ClusterMqttPort\": \"10003\"}."};
}

Told tell_unreadable_tuncfg(const Found& found) {
  const auto& file = found.facts().tuncfg;
  return {
      found.name() + "'s /etc/netmanager/tuncfg.json is not what NetManager can read (" +
          excerpt(file.problem) + "), so it keeps defaults: port " + std::to_string(file.port) +
          ", MTU " + std::to_string(file.mtu) + ".",
      "Write it as strict JSON: no comments, no trailing comma, numbers without quotes."};
}

Told tell_unreadable_conf(const Found& found) {
  const inventory::Node& node = found.node();
  const auto& file = found.facts().node_engine;
  const bool newer = is_read_by_newer(node, file);
  const bool broken = file.state == FileState::broken;
  const bool named = node.release_origin != inventory::ReleaseOrigin::assumed;
  return {
      node.name + "'s NodeEngine " + (broken || !named ? "" : node.release + " ") +
          "can't read /etc/oakestra/conf.json (" +
          excerpt(broken ? file.problem : file.old_problem) + ") and " +
          (newer ? "writes its defaults over it" : "empties it") + " at its next start" +
          (broken || named ? "." : "; so up to v0.4.411, which is assumed: later ones read it."),
      "On " + node.name + " write it anew: `NodeEngine config cluster ADDRESS`"_marked +
          (broken || newer
               ? "."
               : ", and keep true or false for public_ip and 2,048 bytes; or, if a NodeEngine "
                 "after v0.4.411 runs there, say so in the inventory (oakestra: RELEASE).")};
}

Told tell_unseen_file(const Found& found) {
  const WorkerFile file = found.finding.facts.file.value_or(WorkerFile::netcfg);
  const evidence::Facts& facts = found.facts();
  const std::string& problem = file == WorkerFile::netcfg   ? facts.netcfg.problem
                               : file == WorkerFile::tuncfg ? facts.tuncfg.problem
                                                            : facts.node_engine.problem;
  return {
      "The agent on " + found.name() + " can't read " + std::string(path_of(file)) + " (" +
          excerpt(problem) + "), so it was not looked at.",
      "Let the agent read it, for example by running it as root."};
}

Told tell_no_overlay(const Found& found) {
  const bool custom = found.facts().node_engine.overlay == oakestra::Overlay::custom;
  return {
      "No tunnel of NetManager's is expected of " + found.name() +
          " (overlay_network in its /etc/oakestra/conf.json is " + (custom ? "custom" : "off") +
          "): its tunnel paths say what the network would let through, and none of them fails the "
          "check.",
      "If " + found.name() +
          " is to have one, set overlay_network to \"default\" (`NodeEngine config network "
          "default`) and restart NodeEngine."_marked};
}

}  // namespace oakprobe::telling
