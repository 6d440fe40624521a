#include "base/printable.hpp"
#include "coordinator/telling/found.hpp"

#include <algorithm>

// What the agents saw on their hosts, and what came from where nobody expected it.
namespace oakprobe::telling {
namespace {

constexpr std::size_t answers_told_max = 4;

std::string endpoint_text(const IpAddress& address, std::uint16_t port) {
  const std::string text = address.to_string();
  return (address.is_v6() ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

// "packet tap, TCP tap"
std::string taps_text(const Found& found, evidence::TapState state) {
  const evidence::Taps& taps = found.seen().taps;
  std::vector<std::string_view> names;
  if (taps.packets == state) names.emplace_back("packet tap");
  if (taps.udp == state) names.emplace_back("UDP tap");
  if (taps.tcp == state) names.emplace_back("TCP tap");
  return join(names);
}

}  // namespace

Told tell_doubled_host_name(const Found& found) {
  const NodeId other = found.other().node;
  const evidence::Facts& facts = found.facts();
  const bool containers =
      facts.boot_id == found.check.nodes[index_of(other)].observation.facts.boot_id;
  return {
      found.name() + " and " + found.name_of(other) + " are two " +
          (containers ? "containers" : "machines") + " with one host name, " +
          excerpt(facts.host_name) +
          ": Oakestra takes them for one worker, and each throws the other out of the MQTT broker.",
      "Give " + found.name() + " a host name of its own (" +
          (containers ? "`docker run --hostname NAME`; hostname: in a compose file"_marked
                      : "`hostnamectl set-hostname NAME`"_marked) +
          ") and restart NodeEngine."};
}

Told tell_silent_service(const Found& found) {
  const FindingFacts& facts = found.finding.facts;
  const auto& flows = found.finding.flows;
  const std::string component =
      flows.empty() ? "" : found.check.inventory.flow(flows.front(), found.id).component;
  return {
      "What listens on tcp " + std::to_string(facts.port) + " takes connections and " +
          (facts.closes ? "closes them without an answer." : "answers nothing in time."),
      "Look at " + (component.empty() ? "the component" : component) +
          " and its log; start it anew if it hangs."};
}

Told tell_filtered_loopback(const Found& found) {
  return {
      found.name() +
          "'s own firewall drops what the machine sends to itself over its loopback interface: "
          "local services that talk to each other there can't.",
      "Let the loopback interface pass (`nft insert rule ... iifname lo accept`)."_marked};
}

Told tell_blind_tap(const Found& found) {
  return {
      found.name() + "'s agent does not see its own traffic (" +
          taps_text(found, evidence::TapState::blind) +
          "): what it does not see proves nothing, and verdicts are wider.",
      "Check again; if it stays, report it with " + found.name() +
          "'s kernel (`uname -r`)."_marked};
}

Told tell_overflowed_tap(const Found& found) {
  return {
      found.name() + "'s agent could not look at everything (" +
          taps_text(found, evidence::TapState::overflowed) +
          " overflowed): what it did not see proves nothing, and verdicts are wider.",
      "Check again with a lower --rate, or when " + found.name() + " is less busy."};
}

Told tell_xdp_programs(const Found& found) {
  return {
      found.name() + " has an XDP program on " +
          join(found.facts().xdp_interfaces, ", ", [](const auto& one) { return excerpt(one); }) +
          ", and no tap sees what that drops: what does not arrive at " + found.name() +
          " may have been lost before it or there.",
      "If packets to " + found.name() +
          " vanish, look at the program (`ip link show`, `bpftool net`) and at the driver's "
          "counters "
          "(`ethtool -S INTERFACE | grep xdp`)."_marked};
}

Told tell_lowered_pace(const Found& found) {
  const auto& all = found.check.lowered_pace;
  const auto pace = std::ranges::find(all, found.id, &LoweredPace::node);
  if (pace == all.end()) return {};
  const bool neighbours = pace->table == FullTable::neighbours;
  return {
      "At most " + std::to_string(pace->flows_per_second) + " flows a second were started from " +
          found.name() + ", and as many to it: the check would leave " +
          std::to_string(pace->needed) +
          (neighbours ? " entries in its neighbour table"
                      : " entries in its connection tracking table") +
          ", which has room for " + std::to_string(pace->room) + " at a time.",
      std::string("To check faster, raise ") +
          (neighbours ? "net.ipv4.neigh.default.gc_thresh3" : "net.netfilter.nf_conntrack_max") +
          " on " + found.name() + " (`sysctl -w`)."_marked};
}

Told tell_unplanned_probes(const Found& found) {
  const std::string& source = found.name_of(found.other().node);
  return {
      found.name() + " tells of probes on " + count_of(found.finding.facts.count, "path") +
          " from " + source + " that nobody planned. They were passed over.",
      "Only the agents on " + source + " and on " + found.name() +
          " can make them: see that both run the oakprobe-agent of this version and nothing in "
          "its place; if one of the machines may be in other hands, treat it so."};
}

Told tell_answers_from_elsewhere(const Found& found) {
  std::vector<std::string> told;
  const auto& paths = found.check.paths;
  std::size_t answered = 0;
  for (const std::uint32_t index : paths.from(found.id)) {
    const auto& dial = paths.state_at(index).dial;
    if (!dial || !dial->answered_from) continue;
    if (++answered > answers_told_max) continue;
    const PathEnd& end = paths.end_at(index);
    told.push_back(
        found.name_of(paths.id_at(index).target) + " (dialled at " + end.address->text() + ":" +
        std::to_string(end.port) + ") from " +
        endpoint_text(dial->answered_from->address, dial->answered_from->port)
    );
  }
  const std::size_t left = answered - told.size();
  return {
      found.name() + " is answered by another address or port than it dials: " + join(told, "; ") +
          (left > 0 ? "; and " + std::to_string(left) + " more" : "") +
          ". Such answers do not count: connection tracking on the way throws them away.",
      "Look at source translation of what leaves the answering node, and at its routes: answers "
      "must leave by the address that was dialled."};
}

}  // namespace oakprobe::telling
