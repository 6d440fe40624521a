#include "coordinator/telling/dead_hop_wording.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"
#include "coordinator/telling/marked_text.hpp"

namespace oakprobe::telling {
namespace {

const std::string& sender_of(const Fate& fate, const Names& names) {
  return is_on_the_way_back(fate) ? names.target : names.source;
}

}  // namespace

std::string dead_hop_clause(const Fate& fate, const Names& names) {
  if (fate.dead_hop == nullptr) return "";
  const evidence::DeadHop& hop = *fate.dead_hop;
  const std::string to = unmapped(hop.to).to_string();
  const std::string device = sender_of(fate, names) + "'s " + excerpt(hop.device);
  if (!hop.link_up) return device + ", by which it would go to " + to + ", is down";
  if (!is_gateway(hop)) return to + " does not answer on " + device;
  return unmapped(hop.hop).to_string() + ", the gateway towards " + to + ", does not answer on " +
         device;
}

std::string dead_hop_remedy(const Fate& fate, const Names& names) {
  if (fate.dead_hop == nullptr) return "";
  const evidence::DeadHop& hop = *fate.dead_hop;
  const std::string to = unmapped(hop.to).to_string();
  const std::string at = unmapped(hop.hop).to_string();
  const std::string device = excerpt(hop.device);
  if (!hop.link_up)
    return "On " + sender_of(fate, names) + " bring " + device + " up (`ip link show "_marked +
           device + "`), or give "_marked + to + " another route (`ip route get "_marked + to +
           "`)."_marked;
  const std::string look =
      " (`ip neigh show "_marked + at + "`; `ip route get "_marked + to + "`)"_marked;
  if (is_gateway(hop))
    return "Bring " + at + " up, the gateway towards " + to + " by " + device + " of " +
           sender_of(fate, names) + ", or give " + to + " another route there" + look + ".";
  if (!is_on_the_way_back(fate)) return "";
  return "Find out why " + names.source + " does not answer on the link for " + to + " (on " +
         names.target + ": `ip neigh show "_marked + at + "`)."_marked;
}

}  // namespace oakprobe::telling
