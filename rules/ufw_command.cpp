#include "rules/ufw_command.hpp"

#include "base/ascii.hpp"
#include "rules/iptables_rule.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace oakprobe::rules {
namespace {

// What a user's rule says, by the options of iptables.
struct UserRule {
  std::string protocol;
  std::string source;
  std::string destination;
  std::string source_ports;
  std::string destination_ports;
  std::string interface;
  std::string target;
  bool other = false;  // something that no command of ufw's says
};

UserRule user_rule(std::string_view text) {
  UserRule rule;
  const auto words = iptables_words(text);
  for (std::size_t at = 2; at + 1 < words.size(); at += 2) {  // behind "-A CHAIN"
    const std::string& option = words[at];
    const std::string& value = words[at + 1];
    if (option == "-p")
      rule.protocol = value;
    else if (option == "-s")
      rule.source = value;
    else if (option == "-d")
      rule.destination = value;
    else if (option == "--sport" || option == "--sports")
      rule.source_ports = value;
    else if (option == "--dport" || option == "--dports")
      rule.destination_ports = value;
    else if (option == "-i" || option == "-o")
      rule.interface = value;
    else if (option == "-j") {
      rule.target = value;
      break;
    } else if (option != "-m")
      rule.other = true;
  }
  return rule;
}

// "10.0.0.1/32" is typed as "10.0.0.1".
std::string typed(std::string_view address) {
  for (const std::string_view whole : {"/32", "/128"}) {
    if (address.ends_with(whole)) address.remove_suffix(whole.size());
  }
  return std::string(address);
}

std::string verb_of(std::string_view target) {
  if (target == "DROP") return "deny";
  if (target == "REJECT") return "reject";
  return target.starts_with("ufw-user-limit") || target.starts_with("ufw6-user-limit") ? "limit"
                                                                                       : "";
}

std::string command_of(const UserRule& rule, bool outgoing) {
  const std::string verb = verb_of(rule.target);
  if (verb.empty() || rule.other) return "ufw";
  std::string text = "ufw " + verb;
  if (outgoing) text += " out";
  const bool is_short = rule.source.empty() && rule.destination.empty() &&
                        rule.source_ports.empty() && rule.interface.empty() &&
                        !rule.destination_ports.empty();
  if (is_short)
    return text + " " + rule.destination_ports + (rule.protocol.empty() ? "" : "/" + rule.protocol);
  if (!rule.interface.empty()) text += (outgoing ? " on " : " in on ") + rule.interface;
  text += " from " + (rule.source.empty() ? "any" : typed(rule.source));
  if (!rule.source_ports.empty()) text += " port " + rule.source_ports;
  text += " to " + (rule.destination.empty() ? "any" : typed(rule.destination));
  if (!rule.destination_ports.empty()) text += " port " + rule.destination_ports;
  if (!rule.protocol.empty()) text += " proto " + rule.protocol;
  return text;
}

std::string_view direction_of(std::string_view chain) {
  const std::string name = lower(chain);
  if (name.ends_with("output")) return "outgoing";
  return name.ends_with("forward") ? "routed" : "incoming";
}

}  // namespace

std::string ufw_command(const Chain& chain, const Rule* rule) {
  const std::string_view name = chain.name;
  const std::string direction(direction_of(name));
  if (rule == nullptr) return "ufw default deny " + direction;
  const std::string_view part = name.substr(name.find('-') + 1);
  if (part.starts_with("user-limit")) return "ufw limit";
  if (part.starts_with("user-")) return command_of(user_rule(rule->text), direction == "outgoing");
  if (part.starts_with("reject-")) return "ufw default reject " + direction;
  if (part.starts_with("skip-to-policy-")) return "ufw default deny " + direction;
  if (part.starts_with("before-") || part == "not-local") return "ufw, before.rules";
  if (part.starts_with("after-")) return "ufw, after.rules";
  return "ufw";
}

}  // namespace oakprobe::rules
