#include "coordinator/firewall/nftables_file.hpp"

#include "base/listing.hpp"
#include "coordinator/firewall/address_cover.hpp"
#include "coordinator/firewall/family.hpp"
#include "coordinator/firewall/file_notes.hpp"

#include <algorithm>
#include <set>

namespace oakprobe::firewall {
namespace {

// What a host needs of its own network, whoever its peers are: without the first it meets black
// holes of the path MTU, without the second it has no neighbours on IPv6, and no address for long.
constexpr std::string_view own_network =
    R"(    ct state established,related accept comment "answers"
    iifname "lo" accept
    icmp type { destination-unreachable, time-exceeded, parameter-problem } accept comment "path MTU"
    icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept comment "path MTU"
    icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept comment "neighbours"
    icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } accept comment "neighbours"
    udp sport 67 udp dport 68 accept comment "DHCP"
    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept comment "DHCP"
)";

std::string set_text(const PeerSet& set, const Family& family) {
  return "  set " + family.name(set) + " {\n    type ipv" + std::string(family.number) + "_addr" +
         "\n    flags interval\n    elements = { " +
         join(set.*family.blocks, ",\n                 ", block_text) + " }\n  }\n";
}

std::string comment(const NodeView& view, const Rule& rule) {
  constexpr std::size_t comment_bytes_max = 100;  // nft takes 128
  return " accept comment \"" + flow_names(view.inventory, rule).substr(0, comment_bytes_max) +
         "\"\n";
}

// `port` is what the rule matches its port by. A line for each family that its peers have.
std::string rule_lines(const NodeView& view, const Rule& rule, const std::string& port) {
  const PeerSet& set = view.peers(rule);
  if (set.anyone) return "    " + port + comment(view, rule);
  std::string text;
  for (const Family& family : families)
    if (family.has(rule, set))
      text += std::string(family.number == "4" ? "    ip" : "    ip6") + " saddr @" +
              family.name(set) + " " + port + comment(view, rule);
  if (text.empty())
    text = "    # " + port + " from " + set.name + ": the inventory has no address of them\n";
  return text;
}

std::string arriving(const Rule& rule) {
  return std::string(to_string(rule.protocol)) + " dport " + std::to_string(rule.port);
}

// Before Docker translated it.
std::string dialled(ListenPort port) {
  return "meta l4proto " + std::string(to_string(port.protocol)) + " ct original proto-dst " +
         std::to_string(port.port);
}

// From containers of this machine, whose bridges Docker names.
std::string jumps_to_itself(const NodeRules& rules) {
  if (std::ranges::none_of(rules.accept, &Rule::from_itself)) return "";
  return "    iifname \"docker0\" jump itself\n    iifname \"br-*\" jump itself\n";
}

std::string itself_chain(const NodeView& view) {
  std::string text;
  for (const Rule& rule : view.rules.accept)
    if (rule.from_itself)
      text += "    " + dialled({rule.protocol, rule.port}) + comment(view, rule);
  return text.empty() ? "" : "\n  chain itself {\n" + text + "  }\n";
}

std::string input_text(const NodeView& view) {
  std::string text =
      "\n  chain input {\n    type filter hook input priority filter; policy drop;\n";
  text += own_network;
  text += jumps_to_itself(view.rules);
  for (const Rule& rule : view.rules.accept) text += rule_lines(view, rule, arriving(rule));
  return text + "  }\n";
}

// What Docker publishes does not come by the input chain. Whatever else is forwarded is passed on.
std::string published_chain(const NodeView& view) {
  if (view.rules.published.empty()) return "";
  std::string text =
      "\n  chain published {\n    type filter hook forward priority filter - 5; policy accept;\n"
      "    ct state established,related accept\n    ct status & dnat == 0 accept\n";
  text += jumps_to_itself(view.rules);
  for (const Rule& rule : view.rules.accept)
    if (rule.via == inventory::Via::docker)
      text += rule_lines(view, rule, dialled({rule.protocol, rule.port}));
  for (const ListenPort& port : view.rules.published)  // nft 1.0.6 can't list a set of them
    text += "    " + dialled(port) + " drop\n";
  return text + "  }\n";
}

std::string nft_router_line(const Forward& forward) {
  const bool is_v6 = forward.to.find(':') != std::string::npos;
  const std::string family = is_v6 ? "ip6" : "ip";
  return "On the router: nft add rule " + family + " nat prerouting " + family + " daddr " +
         forward.address + " " + std::string(to_string(forward.protocol)) + " dport " +
         std::to_string(forward.port) + " dnat to " +
         (is_v6 ? "[" + forward.to + "]" : forward.to) + ":" + std::to_string(forward.to_port);
}

std::string nft_header(const NodeView& view) {
  const std::string name = file_name(view, Format::nftables);
  std::vector<std::string> lines = opening_notes(view);
  lines.emplace_back(closed_note);
  lines.push_back("Load:   nft -f " + name + "  (again and again: it replaces itself)");
  lines.push_back("Remove: nft delete table inet oakprobe");
  lines.push_back(
      "To last over a reboot, let /etc/nftables.conf include this file, and: systemctl enable "
      "nftables"
  );
  lines.push_back(
      "(off on Debian). Restarting that service flushes Docker's rules, too: restart Docker after "
      "it."
  );
  for (const std::string& note : closing_notes(view)) lines.push_back(note);
  for (const Forward& forward : view.rules.forwards)
    if (is_translated(forward)) lines.push_back(nft_router_line(forward));
  return "#!/usr/sbin/nft -f\n" + as_comments(lines);
}

// Made first, so that there is one to be deleted; the whole file is one transaction.
std::string table_opening(const NodeView& view, bool only_published) {
  std::string text = "table inet oakprobe\ndelete table inet oakprobe\ntable inet oakprobe {\n";
  std::set<std::size_t> used;
  for (const Rule& rule : view.rules.accept)
    if (!only_published || rule.via == inventory::Via::docker) used.insert(rule.peers);
  for (const std::size_t at : used) {
    const PeerSet& set = view.needed.peers[at];
    for (const Family& family : families)
      if (!(set.*family.blocks).empty()) text += set_text(set, family);
  }
  return text;
}

}  // namespace

std::string nftables_file(const NodeView& view) {
  return nft_header(view) + "\n" + table_opening(view, false) + input_text(view) +
         itself_chain(view) + published_chain(view) + "}\n";
}

std::string nftables_published(const NodeView& view) {
  return table_opening(view, true) + itself_chain(view) + published_chain(view) + "}\n";
}

}  // namespace oakprobe::firewall
