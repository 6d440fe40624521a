#include "coordinator/firewall/iptables_file.hpp"

#include "base/listing.hpp"
#include "coordinator/firewall/file_notes.hpp"
#include "coordinator/firewall/iptables_script.hpp"

#include <set>

namespace oakprobe::firewall {
namespace {

// Names of chains have 28 bytes at most.
constexpr std::string_view input_chain = "OAKPROBE";
constexpr std::string_view docker_prefix = "OAKDOCKER";
static_assert(docker_prefix.size() + 1 + peer_set_name_max <= 28);

// One of the two families' rules, as iptables-restore reads them.
class Rules {
 public:
  Rules(const NodeView& view, std::string_view prefix, bool is_v6)
      : view_(view), prefix_(prefix), is_v6_(is_v6) {}

  void add_input() {
    text_ += is_v6_ ? iptables_own_network_v6 : iptables_own_network_v4;
    for (const Rule& rule : view_.rules.accept) add_arriving(rule);
    add(input_chain, "-j DROP");
  }

  // What Docker publishes, by the port that was dialled. Whatever else is forwarded is passed on.
  void add_published() {
    const std::string chain = published_chain();
    add(chain, "-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN");
    add(chain, "-m conntrack ! --ctstate DNAT -j RETURN");
    for (const Rule& rule : view_.rules.accept)
      if (rule.via == inventory::Via::docker) add_dialled(chain, rule);
    for (const ListenPort& port : view_.rules.published)
      add(chain, dialled({port.protocol, port.port}) + " -j DROP");
  }

  [[nodiscard]] std::string text() const {
    std::string whole = "*filter\n";
    for (const std::string& chain : chains()) whole += ":" + chain + " - [0:0]\n";
    for (const std::size_t at : sets_)
      for (const IpPrefix& block : blocks(view_.needed.peers[at]))
        whole += "-A " + chain_of(at) + " -s " + block.to_string() + " -j ACCEPT\n";
    return whole + text_ + "COMMIT\n";
  }

  [[nodiscard]] std::vector<std::string> chains() const {
    std::vector<std::string> names(fixed_.begin(), fixed_.end());
    for (const std::size_t at : sets_) names.push_back(chain_of(at));
    return names;
  }

  [[nodiscard]] std::string published_chain() const { return std::string(prefix_) + "-PUBLISHED"; }

 private:
  [[nodiscard]] const std::vector<IpPrefix>& blocks(const PeerSet& set) const {
    return is_v6_ ? set.ipv6 : set.ipv4;
  }

  [[nodiscard]] std::string chain_of(std::size_t set) const {
    return std::string(prefix_) + "-" + view_.needed.peers[set].name;
  }

  void add(std::string_view chain, const std::string& rest) {
    fixed_.emplace(chain);
    text_.append("-A ").append(chain).append(" ").append(rest).append("\n");
  }

  // False: it has no rule in this family.
  bool use_set(const Rule& rule) {
    if (!(is_v6_ ? rule.ipv6 : rule.ipv4) || blocks(view_.peers(rule)).empty()) return false;
    sets_.insert(rule.peers);
    return true;
  }

  static std::string dialled(ListenPort port) {
    return "-p " + std::string(to_string(port.protocol)) + " -m conntrack --ctorigdstport " +
           std::to_string(port.port);
  }

  [[nodiscard]] std::string why(const Rule& rule) const {
    return " -m comment --comment \"" + flow_names(view_.inventory, rule).substr(0, 200) + "\"";
  }

  // ssh goes on to the rules that the host has for it; all else that is known comes in.
  void add_arriving(const Rule& rule) {
    const std::string match = "-p " + std::string(to_string(rule.protocol)) + " --dport " +
                              std::to_string(rule.port) + why(rule);
    const PeerSet& set = view_.peers(rule);
    if (rule.flows.empty()) {
      if (set.anyone) add(input_chain, match + " -j RETURN");
      for (const IpPrefix& block : blocks(set))
        add(input_chain, "-s " + block.to_string() + " " + match + " -j RETURN");
      return;
    }
    if (rule.from_itself)
      for (const char* bridges : {"docker0", "br-+"})
        add(input_chain, "-i " + std::string(bridges) + " " + match + " -j ACCEPT");
    if (use_set(rule)) add(input_chain, match + " -j " + chain_of(rule.peers));
  }

  void add_dialled(const std::string& chain, const Rule& rule) {
    const std::string match = dialled({rule.protocol, rule.port}) + why(rule);
    if (rule.from_itself)
      for (const char* bridges : {"docker0", "br-+"})
        add(chain, "-i " + std::string(bridges) + " " + match + " -j RETURN");
    if (use_set(rule)) add(chain, match + " -j " + chain_of(rule.peers));
  }

  const NodeView& view_;
  std::string_view prefix_;
  bool is_v6_;
  std::set<std::string> fixed_;
  std::set<std::size_t> sets_;
  std::string text_;
};

std::string router_line(const Forward& forward) {
  const bool is_v6 = forward.to.find(':') != std::string::npos;
  const std::string protocol(to_string(forward.protocol));
  return "On the router: " + std::string(is_v6 ? "ip6tables" : "iptables") +
         " -t nat -A PREROUTING -d " + forward.address + " -p " + protocol + " --dport " +
         std::to_string(forward.port) + " -j DNAT --to-destination " +
         (is_v6 ? "[" + forward.to + "]" : forward.to) + ":" + std::to_string(forward.to_port);
}

std::string header(const NodeView& view, Format format) {
  const std::string name = file_name(view, format);
  std::vector<std::string> lines = opening_notes(view);
  if (format == Format::docker_user)
    lines = {
        lines.front(), "These are the ports that Docker publishes; the host's own are not in it."};
  else
    lines.emplace_back(closed_note);
  lines.push_back("Load:   sh " + name + "  (again and again: it replaces itself)");
  lines.push_back("Remove: sh " + name + " remove");
  lines.push_back("To last over a reboot: netfilter-persistent save (iptables-persistent).");
  for (const std::string& note : closing_notes(view)) lines.push_back(note);
  for (const Forward& forward : view.rules.forwards)
    if (is_translated(forward)) lines.push_back(router_line(forward));
  return "#!/bin/sh\n" + as_comments(lines) + "set -eu\n";
}

std::string body(const NodeView& view, bool has_input) {
  const bool has_published = !view.rules.published.empty();
  const std::string_view prefix = has_input ? input_chain : docker_prefix;
  Rules v4(view, prefix, false);
  Rules v6(view, prefix, true);
  std::set<std::string> keep;
  for (Rules* rules : {&v4, &v6}) {
    if (has_input) rules->add_input();
    if (has_published) rules->add_published();
    for (const std::string& chain : rules->chains()) keep.insert(chain);
  }
  return "prefix=" + std::string(prefix) + "\ninput=" + std::string(has_input ? input_chain : "") +
         "\npublished=" + (has_published ? v4.published_chain() : "") + "\nkeep='" +
         join(keep, " ") + "'\n" + std::string(iptables_functions) + "load iptables <<'RULES'\n" +
         v4.text() + "RULES\nif has_ipv6; then\n  load ip6tables <<'RULES'\n" + v6.text() +
         "RULES\nfi\n";
}

}  // namespace

std::string iptables_file(const NodeView& view) {
  return header(view, Format::iptables) + body(view, true);
}

std::string docker_user_file(const NodeView& view) {
  return header(view, Format::docker_user) + body(view, false);
}

std::string docker_user_part(const NodeView& view) {
  return view.rules.published.empty() ? "" : "\n" + body(view, false);
}

}  // namespace oakprobe::firewall
