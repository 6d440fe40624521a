#include "coordinator/telling/passage.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace oakprobe::telling {
namespace {

using evidence::FirewallRule;
using evidence::FirewallTool;

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// As nft takes it without quotation marks, and a shell as it stands.
bool is_plain_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= evidence::rule_name_bytes_max && is_letter(name.front()) &&
         std::ranges::all_of(name, is_plain);
}

template <std::size_t Count>
bool is_among(std::string_view word, const std::array<std::string_view, Count>& words) {
  return std::ranges::find(words, word) != words.end();
}

bool has_prefix_among(std::string_view name, std::string_view rest_of) {
  return name.starts_with("ufw-" + std::string(rest_of)) ||
         name.starts_with("ufw6-" + std::string(rest_of));
}

// In a table of iptables, be it made by iptables-nft: its rules are written in iptables' words.
bool is_of_iptables(const FirewallRule& rule) {
  constexpr std::array<std::string_view, 5> tables{"filter", "mangle", "nat", "raw", "security"};
  constexpr std::array<std::string_view, 5> hooks{
      "INPUT", "OUTPUT", "FORWARD", "PREROUTING", "POSTROUTING"};
  if ((rule.family != "ip" && rule.family != "ip6") || !is_among(rule.table, tables)) return false;
  return rule.policy ? is_among(rule.chain, hooks) : rule.text.starts_with('-');
}

// Behind the rules that its command writes, so that one of those undoes it.
bool is_undone_by_ufw(const FirewallRule& rule) {
  if (!is_of_iptables(rule) || rule.table != "filter") return false;
  if (rule.policy) return rule.chain == "INPUT" || rule.chain == "OUTPUT";
  constexpr std::array<std::string_view, 4> later{"user-", "after-", "reject-", "skip-to-policy-"};
  return std::ranges::any_of(later, [&](std::string_view rest) {
    return has_prefix_among(rule.chain, rest);
  });
}

// Whether "established" can match there: conntrack has seen the packet, and knows its connection.
bool may_be_known_as_answers(const FirewallRule& rule) {
  if (lower(rule.text).find("invalid") != std::string::npos) return false;
  if (is_of_iptables(rule)) return rule.table == "filter";
  // By its name, "filter-input", for lack of the chain's priority.
  const std::string chain = lower(rule.chain);
  if (chain.find("raw") != std::string::npos || chain.find("pre") != std::string::npos)
    return false;
  return std::ranges::any_of(std::array{"input", "output", "forward"}, [&](const char* hook) {
    return chain.find(hook) != std::string::npos;
  });
}

// The zone in whose chain the rule stands; a rich rule of negative priority comes before it.
std::optional<std::string> zone_of(const FirewallRule& rule) {
  constexpr std::string_view begin = "filter_IN_";
  if (rule.table != "firewalld" || !rule.chain.starts_with(begin)) return std::nullopt;
  std::string zone = rule.chain.substr(begin.size());
  for (const std::string_view end : {"_log", "_deny", "_allow", "_post"})
    if (zone.ends_with(end)) zone.resize(zone.size() - end.size());
  if (zone.starts_with("policy_") || zone.ends_with("_pre") || !is_plain_name(zone))
    return std::nullopt;
  return zone;
}

class Opener {
 public:
  Opener(const Passage& passage, std::optional<FirewallTool> tool, const FirewallRule* rule)
      : tool_(tool),
        rule_(rule),
        leaves_(passage.leaves),
        answers_(passage.answers),
        ipv6_(passage.peer.is_v6()),
        protocol_(name_of(passage.protocol)),
        peer_(passage.peer.to_string()),
        port_(std::to_string(passage.port)) {}

  [[nodiscard]] std::optional<Opening> opening() const {
    if (rule_ == nullptr) return by_tool_alone();
    if (tool_ == FirewallTool::ufw && is_undone_by_ufw(*rule_)) return by_ufw();
    if (rule_->table == "firewalld") {
      const auto zone = zone_of(*rule_);
      return zone && tool_ == FirewallTool::firewalld ? by_firewalld("--zone=" + *zone + " ")
                                                      : std::nullopt;
    }
    if (!is_plain_name(rule_->chain) || !is_plain_name(rule_->table)) return std::nullopt;
    if (answers_ && !may_be_known_as_answers(*rule_)) return std::nullopt;
    return is_of_iptables(*rule_) ? by_iptables(*rule_) : by_nft(*rule_);
  }

 private:
  // Whatever drops it, the tool's own rule is most likely to; in which chain of nft, nobody told.
  [[nodiscard]] std::optional<Opening> by_tool_alone() const {
    if (!tool_) return std::nullopt;
    switch (*tool_) {
      case FirewallTool::ufw:
        return by_ufw();
      case FirewallTool::firewalld:
        return by_firewalld("");
      case FirewallTool::netfilter_persistent:
      case FirewallTool::iptables: {
        FirewallRule policy;
        policy.table = "filter";
        policy.chain = leaves_ ? "OUTPUT" : "INPUT";
        return by_iptables(policy);
      }
      case FirewallTool::nftables:
      case FirewallTool::nft:
        return std::nullopt;
    }
    return std::nullopt;
  }

  // Its own rules let all answers pass.
  [[nodiscard]] std::optional<Opening> by_ufw() const {
    if (answers_) return std::nullopt;
    const std::string which =
        leaves_ ? "allow out proto " + protocol_ + " to " + peer_ + " port " + port_
                : "allow proto " + protocol_ + " from " + peer_ + " to any port " + port_;
    Opening opening{{"ufw prepend " + which}, "", ""};
    // Of a rule for the same packets ufw inserts no second one; without "prepend" it replaces that
    // one in its place. Where that one is of any protocol, the first command is what does it.
    if (rule_ != nullptr && is_for_same_packets(*rule_)) opening.commands.push_back("ufw " + which);
    return opening;
  }

  // As ufw writes what it was told of this peer and port alone.
  [[nodiscard]] bool is_for_same_packets(const FirewallRule& rule) const {
    const std::string text = " " + rule.text + " ";
    const auto has = [&](std::string_view option, const std::string& value) {
      return text.find(" " + std::string(option) + " " + value + " ") != std::string::npos;
    };
    const std::string_view at = leaves_ ? "-d" : "-s";
    return (has(at, peer_) || has(at, peer_ + (ipv6_ ? "/128" : "/32"))) && has("--dport", port_);
  }

  // So do its; of what leaves a host it drops nothing by zones.
  [[nodiscard]] std::optional<Opening> by_firewalld(const std::string& zone) const {
    if (answers_ || leaves_) return std::nullopt;
    const std::string add = zone + "--add-rich-rule='rule priority=\"-100\" family=\"" +
                            (ipv6_ ? "ipv6" : "ipv4") + "\" source address=\"" + peer_ +
                            "\" port port=\"" + port_ + "\" protocol=\"" + protocol_ + "\" accept'";
    return Opening{{"firewall-cmd " + add, "firewall-cmd --permanent " + add}, "", ""};
  }

  [[nodiscard]] Opening by_iptables(const FirewallRule& rule) const {
    std::string command = ipv6_ ? "ip6tables" : "iptables";
    if (rule.legacy) command += "-legacy";
    command += " -w";
    if (rule.table != "filter") command += " -t " + rule.table;
    command += " -I " + rule.chain + " 1 -p " + protocol_ + (leaves_ ? " -d " : " -s ") + peer_ +
               (answers_ ? " --sport " : " --dport ") + port_;
    if (answers_) command += " -m conntrack --ctstate ESTABLISHED";
    Opening opening{{command + " -j ACCEPT"}, "", ""};
    if (tool_ == FirewallTool::netfilter_persistent && !rule.legacy)
      opening.save = "netfilter-persistent save";
    else
      opening.lasting =
          "For it to last over a reboot, add the same where that chain's rules are "
          "loaded from.";
    return opening;
  }

  // At the very place: to accept elsewhere does not help, where another base chain drops.
  [[nodiscard]] std::optional<Opening> by_nft(const FirewallRule& rule) const {
    constexpr std::array<std::string_view, 5> families{"ip", "ip6", "inet", "bridge", "netdev"};
    if (!is_among(rule.family, families) || (!rule.policy && rule.handle == 0) ||
        rule.family == (ipv6_ ? "ip" : "ip6"))
      return std::nullopt;
    // Where connections need not be tracked it would match nothing.
    const bool tracked = rule.family != "bridge" && rule.family != "netdev";
    const std::string place = rule.family + " " + rule.table + " " + rule.chain;
    const std::string match = std::string(ipv6_ ? "ip6 " : "ip ") +
                              (leaves_ ? "daddr " : "saddr ") + peer_ + " " + protocol_ +
                              (answers_ ? " sport " : " dport ") + port_ +
                              (answers_ && tracked ? " ct state established" : "") + " accept";
    const std::string where = tool_ == FirewallTool::nftables ? "in /etc/nftables.conf"
                                                              : "where that table is loaded from";
    if (rule.policy)
      return Opening{
          {"nft add rule " + place + " " + match},
          "",
          "For it to last over a reboot, put the same at the end of the chain " + where + "."};
    return Opening{
        {"nft insert rule " + place + " position " + std::to_string(rule.handle) + " " + match},
        "",
        "For it to last over a reboot, put the same before that rule " + where + "."};
  }

  std::optional<FirewallTool> tool_;
  const FirewallRule* rule_;
  bool leaves_;
  bool answers_;
  bool ipv6_;
  std::string protocol_;
  std::string peer_;
  std::string port_;
};

}  // namespace

std::optional<Opening> opening_of(
    const Passage& passage, std::optional<FirewallTool> tool, const FirewallRule* rule
) {
  return Opener(passage, tool, rule).opening();
}

}  // namespace oakprobe::telling
