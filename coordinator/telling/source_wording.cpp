#include "coordinator/telling/source_wording.hpp"

#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"
#include "coordinator/telling/dead_hop_wording.hpp"
#include "coordinator/telling/error_text.hpp"

namespace oakprobe::telling {

std::string source_sentence(const Fate& fate, const Names& names) {
  const std::string because = " (" + errno_text(fate.error) + ")";
  const std::string told = fate.icmp ? ", with " + describe(*fate.icmp) : "";
  switch (fate.clue) {
    case Clue::unresolved_name:
      return names.source + " cannot resolve " + names.address + " (" + resolver_text(fate.error) +
             ")";
    case Clue::host_only_name:
      return names.source + " itself knows " + names.address +
             ", but Oakestra's containers there do not read its /etc/hosts, and no name server of "
             "theirs knows it (" +
             resolver_text(fate.error) + ")";
    case Clue::local_limit:
      return names.source + " ran out of something of its own when it dialled " + names.where +
             because + ", so nothing was measured";
    case Clue::send_refused:
      return names.source + "'s own firewall drops what it sends to " + names.where + because;
    case Clue::send_rejected:
      return names.source + "'s own firewall rejects what it sends to " + names.where + because +
             told;
    case Clue::egress_queue:
      return names.source + "'s own kernel drops what it sends to " + names.where + because +
             ": an egress filter or queue";
    case Clue::into_overlay:
      return names.source + "'s routes send what is for " + names.where +
             " into NetManager's own interface, so it was not dialled: the overlay's range takes "
             "that address";
    case Clue::no_route:
      return names.source + " has no way to " + names.where + because;
    case Clue::own_reject:
      return names.source + "'s own firewall rejects what it sends to " + names.where + told;
    case Clue::no_neighbour:
      if (fate.dead_hop != nullptr && is_gateway(*fate.dead_hop))
        return names.source + " finds no way to " + names.where + ": " +
               dead_hop_clause(fate, names) + ", says its own kernel" + told;
      return "Nobody answers on the link for " + names.where +
             (fate.dead_hop != nullptr ? "" : " or the next hop to it") + ", says " + names.source +
             "'s own kernel" + told;
    case Clue::silent_neighbour:
      return names.source + " asked on the link who has " + names.address + "; " + names.target +
             ", which has it, got the question and did not answer";
    case Clue::own_mtu:
      return names.source + "'s own interface takes no packet of this size to " + names.where;
    case Clue::late_unreachable:
      return names.where + " is unreachable from " + names.source + because +
             ", and nothing tells who says so";
    default:
      return names.source + "'s dial of " + names.where + " failed" + because;
  }
}

}  // namespace oakprobe::telling
