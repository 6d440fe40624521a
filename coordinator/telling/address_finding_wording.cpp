#include "base/printable.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/telling/found.hpp"
#include "coordinator/telling/tunnel_wording.hpp"
#include "oakestra/misspelling.hpp"

#include <algorithm>
#include <string_view>

// The address that a worker's NetManager tells its peers to dial.
namespace oakprobe::telling {
namespace {

std::string netcfg_of(const Found& found) {
  return found.name() + "'s /etc/netmanager/netcfg.json";
}

// What the worker advertises by its files; empty where that is not known.
std::string advertised_text(const Found& found) {
  const auto told = advertised_address(found.node(), found.facts());
  return told ? told->address.to_string() : "";
}

// "; the file has NodePublicAdress, which NetManager does not know": where one is near.
std::string misspelling(const oakestra::NetManagerConfig& netcfg, std::string_view key) {
  const auto near = std::ranges::find_if(netcfg.unknown_keys, [key](const std::string& word) {
    return oakestra::is_misspelling_of(word, key);
  });
  if (near == netcfg.unknown_keys.end()) return "";
  return "; the file has " + *near + ", which NetManager does not know";
}

std::string useful_address_fix(const Found& found) {
  const inventory::Address& wanted = tunnel_address(found.node());
  return "Set NodePublicAddress in " + netcfg_of(found) + " to " +
         (wanted.ip() ? wanted.text() : std::string("the IPv4 address that peers dial")) +
         " and restart NetManager and NodeEngine.";
}

// It may come to advertise one, asked over IPv6.
Told tell_public_ipv6(const Found& found) {
  const auto& way_out = found.facts().outbound_ipv6;
  return {
      found.name() +
          " asks a service on the internet for its address (PublicIPNetworking), and can ask it "
          "over IPv6 (from " +
          (way_out ? way_out->to_string() : "") +
          "): it may advertise an IPv6 address then, which NetManager's peers can't dial.",
      "Set NodePublicAddress in " + netcfg_of(found) +
          " to the IPv4 address that peers dial, with PublicIPNetworking false."};
}

std::string_view how_it_advertises(const Found& found) {
  const auto told = advertised_address(found.node(), found.facts());
  switch (told ? told->origin : Advertised::Origin::configured) {
    case Advertised::Origin::configured:
      break;
    case Advertised::Origin::found_out:
      return "'s NetManager finds out its address itself (NodePublicAddress 0.0.0.0) and "
             "advertises ";
    case Advertised::Origin::public_ip:
      return " leaves its address to conf.json (NodePublicAddress 0.0.0.0, public_ip there) and "
             "advertises ";
  }
  return " advertises ";
}

}  // namespace

Told tell_empty_address(const Found& found) {
  return {
      netcfg_of(found) + " has no NodePublicAddress" +
          misspelling(found.facts().netcfg, "NodePublicAddress") +
          ": it advertises an empty address, and no peer can dial it.",
      useful_address_fix(found)};
}

Told tell_named_address(const Found& found) {
  return {
      found.name() + " advertises " + in_quotes(found.facts().netcfg.public_address) +
          " for its tunnel, and NetManager's peers take only an IPv4 address, no name.",
      useful_address_fix(found)};
}

Told tell_ipv6_address(const Found& found) {
  if (found.finding.severity != Severity::error) return tell_public_ipv6(found);
  return {
      found.name() + " advertises the IPv6 address " + found.facts().netcfg.public_address +
          " for its tunnel, and NetManager's peers can only dial IPv4.",
      useful_address_fix(found)};
}

Told tell_local_address(const Found& found) {
  return {
      found.name() + " advertises " + advertised_text(found) +
          " for its tunnel, an address that every machine may have for itself: no other machine "
          "reaches " +
          found.name() + " by it.",
      "On " + found.name() +
          " set NodePublicAddress in /etc/netmanager/netcfg.json to the IPv4 address that peers "
          "dial, and restart NetManager and NodeEngine."};
}

Told tell_other_address(const Found& found) {
  const inventory::Node& node = found.node();
  const std::string advertised = advertised_text(found);
  const std::string& wanted = tunnel_address(node).text();
  const std::string correct = "NodePublicAddress in " + netcfg_of(found) + " to " + wanted +
                              " and restart NetManager and NodeEngine";
  const std::string message = node.name + std::string(how_it_advertises(found)) + advertised +
                              " for its tunnel, so that is what peers dial, not the inventory's " +
                              wanted + ".";
  if (const auto outside = untold_forward(node, found.seen())) {
    const std::int64_t bound = bound_port(found.facts()).value_or(node.tunnel.port);
    return {
        message,
        name_the_forward(node, *outside, found.facts().netcfg.public_port, bound) +
            ". If there is no such router, set " + correct + "."};
  }
  return {
      message,
      "Set " + correct + "; or, if " + advertised +
          " is right, give that in the inventory and check again."};
}

Told tell_doubled_address(const Found& found) {
  const auto told = advertised_address(found.node(), found.facts());
  const bool found_out = told && told->origin == Advertised::Origin::found_out;
  const auto name = [&](const FoundEndpoint& one) { return found.name_of(one.node); };
  const FoundEndpoint other = found.other();
  return {
      endpoints_text(found, name, " and ") + " advertise the same address, " + other.address +
          " port " + std::to_string(other.port) +
          ": a peer that dials it reaches one of them, or itself where it has that address, too.",
      "On " + found.name() +
          " set NodePublicAddress in /etc/netmanager/netcfg.json to the address at which peers "
          "reach " +
          found.name() +
          (found_out ? " (`ip -4 addr`), since its default route is on an interface whose address "
                       "others have, too; or DefaultInterface and the default route to another "
                       "interface."_marked
                     : "; two behind one router need different NodePublicPorts, each with a "
                       "forward."_marked) +
          " Then restart NetManager and NodeEngine."};
}

Told tell_stale_address(const Found& found) {
  const FoundEndpoint seen = found.other();
  return {
      found.name() + " advertises " + advertised_text(found) + ", and " + found.name_of(seen.node) +
          " sees it come from " + seen.address + ": its public address may have changed.",
      "If " + seen.address + " is its address now, set NodePublicAddress in " + netcfg_of(found) +
          " to it (or \"0.0.0.0\" with PublicIPNetworking true), and the inventory's."};
}

}  // namespace oakprobe::telling
