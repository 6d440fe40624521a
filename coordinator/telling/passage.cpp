#include "coordinator/telling/passage.hpp"

#include "coordinator/telling/rule_place.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace oakprobe::telling {
namespace {

using evidence::FirewallRule;
using evidence::FirewallTool;

constexpr std::string_view nftables_file = "/etc/nftables.conf";

class Opener {
 public:
  Opener(const Passage& passage, std::optional<FirewallTool> tool, const FirewallRule* rule)
      : tool_(tool),
        rule_(rule),
        leaves_(passage.leaves),
        answers_(passage.answers),
        published_(passage.published),
        ipv6_(passage.peer.is_v6()),
        protocol_(name_of(passage.protocol)),
        peer_(passage.peer.to_string()),
        port_(std::to_string(passage.port)) {}

  [[nodiscard]] std::optional<Opening> opening() const {
    if (rule_ == nullptr) return by_tool_alone();
    if (published_) return of_published();
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
  // By the rule's own place alone: what ufw and firewalld write is for INPUT.
  [[nodiscard]] std::optional<Opening> of_published() const {
    if (published_at(*rule_) == Published::not_known || !is_plain_name(rule_->table) ||
        !is_plain_name(rule_->chain))
      return std::nullopt;
    return is_of_iptables(*rule_) ? by_iptables(*rule_) : by_nft(*rule_);
  }

  // The packets come to the rule with another destination than they were sent to.
  [[nodiscard]] bool is_translated() const {
    return published_ && published_at(*rule_) == Published::translated;
  }

  // Whatever drops it, the tool's own rule is most likely to; in which chain of nft, nobody told.
  [[nodiscard]] std::optional<Opening> by_tool_alone() const {
    if (!tool_ || published_) return std::nullopt;
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
               (is_translated() ? " -m conntrack --ctdir ORIGINAL --ctorigdstport "
                : answers_      ? " --sport "
                                : " --dport ") +
               port_;
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
    if (std::ranges::find(families, rule.family) == families.end() ||
        (!rule.policy && rule.handle == 0) || rule.family == (ipv6_ ? "ip" : "ip6"))
      return std::nullopt;
    const std::string place = rule.family + " " + rule.table + " " + rule.chain;
    const std::string match = nft_match(rule) + " accept";
    const std::string verb = rule.policy ? "add rule " : "insert rule ";
    const std::string before = rule.policy ? " " : " position " + std::to_string(rule.handle) + " ";
    Opening opening{{"nft " + verb + place + before + match}, "", ""};
    if (tool_ == FirewallTool::nftables) {
      opening.commands.push_back(append_to_file(verb + place + " " + match));
      opening.lasting =
          "What is added to " + std::string(nftables_file) +
          " lasts over a reboot; nothing is added unless that file alone makes this chain, and "
          "names no interface of the host.";
    } else {
      opening.lasting = std::string("For it to last over a reboot, put the same ") +
                        (rule.policy ? "at the end of the chain" : "before that rule") +
                        " where that table is loaded from.";
    }
    return opening;
  }

  [[nodiscard]] std::string nft_match(const FirewallRule& rule) const {
    const std::string peer =
        std::string(ipv6_ ? "ip6 " : "ip ") + (leaves_ ? "daddr " : "saddr ") + peer_ + " ";
    if (is_translated())
      return peer + "meta l4proto " + protocol_ + " ct direction original ct original proto-dst " +
             port_;
    // Where connections need not be tracked it would match nothing.
    const bool tracked = rule.family != "bridge" && rule.family != "netdev";
    return peer + protocol_ + (answers_ ? " sport " : " dport ") + port_ +
           (answers_ && tracked ? " ct state established" : "");
  }

  // A script of nft, which the service runs whole or not at all: a line that it can't run would
  // leave the host without a packet filter. So it is tried as it will be run when the host starts,
  // in a network without rules.
  [[nodiscard]] static std::string append_to_file(const std::string& line) {
    const std::string file(nftables_file);
    const std::string add = R"(printf '\n%s\n' "$line")";  // a last line may have no end
    return "line='" + line + R"('; grep -qxF "$line" )" + file + " || { (cat " + file + "; " + add +
           ") | unshare --net nft -f /dev/stdin && " + add + " >> " + file + "; }";
  }

  std::optional<FirewallTool> tool_;
  const FirewallRule* rule_;
  bool leaves_;
  bool answers_;
  bool published_;
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
