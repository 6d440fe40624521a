#include "coordinator/firewall/firewalld_file.hpp"

#include "coordinator/firewall/address_cover.hpp"
#include "coordinator/firewall/family.hpp"
#include "coordinator/firewall/file_notes.hpp"
#include "coordinator/firewall/nftables_file.hpp"

#include <set>

namespace oakprobe::firewall {
namespace {

constexpr std::string_view firewalld_ipset_prefix = "oakprobe-";
constexpr std::size_t firewalld_ipset_name_max = 32;  // bytes
static_assert(
    firewalld_ipset_prefix.size() + peer_set_name_max + std::string_view("-4").size() <
    firewalld_ipset_name_max
);

// All of ours are files of their own, which firewalld reads at once.
constexpr std::string_view firewalld_functions = R"sh(set -eu
config=/etc/firewalld
case ${1-} in
  '' | remove) ;;
  *)
    echo "usage: sh $0 [remove]" >&2
    exit 2 ;;
esac
if firewall-cmd --state >/dev/null 2>&1; then runs=yes; else runs=; fi
if [ -n "$runs" ] && ! firewall-cmd --permanent --get-policies >/dev/null 2>&1; then
  echo "this firewalld has no policies: it takes 0.9 or newer" >&2
  exit 1
fi
keep=' '

# Reads it from standard input. A file is there whole, or not at all.
write() {
  mkdir -p "$config/${1%/*}"
  cat >"$config/$1.oakprobe"
  mv "$config/$1.oakprobe" "$config/$1"
  keep="$keep$1 "
}

)sh";

constexpr std::string_view firewalld_end = R"sh(fi

for file in policies/oakprobe.xml "$config"/ipsets/oakprobe-*.xml; do
  file=${file#"$config/"}
  case $keep in
    *" $file "*) ;;
    *) rm -f "$config/$file" ;;
  esac
done
if [ -n "$runs" ]; then
  if ! firewall-cmd --check-config >/dev/null; then
    rm -f "$config/policies/oakprobe.xml" "$config"/ipsets/oakprobe-*.xml
    echo "firewalld does not take its files: Oakprobe's are removed again, and it is not reloaded" >&2
    exit 1
  fi
  firewall-cmd --reload >/dev/null
else
  echo "firewalld does not run; it reads this when it starts" >&2
fi
)sh";

std::string firewalld_ipset(const PeerSet& set, const Family& family) {
  const std::string name = std::string(firewalld_ipset_prefix) + family.name(set);
  std::string text = "write ipsets/" + name +
                     ".xml <<'XML'\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" +
                     "<ipset type=\"hash:net\">\n  <option name=\"family\" value=\"" +
                     (family.number == "4" ? "inet" : "inet6") + "\"/>\n";
  for (const IpPrefix& block : set.*family.blocks)
    text += "  <entry>" + block_text(block) + "</entry>\n";
  return text + "</ipset>\nXML\n";
}

// One line for each family that its peers have.
std::string firewalld_rules(const NodeView& view, const Rule& rule) {
  const std::string port = "<port port=\"" + std::to_string(rule.port) + "\" protocol=\"" +
                           std::string(to_string(rule.protocol)) + "\"/><accept/></rule>\n";
  const PeerSet& set = view.peers(rule);
  if (set.anyone) return "  <rule>" + port;
  std::string text;
  for (const Family& family : families)
    if (family.has(rule, set))
      text += "  <rule family=\"ipv" + std::string(family.number) + "\"><source ipset=\"" +
              std::string(firewalld_ipset_prefix) + family.name(set) + "\"/>" + port;
  return text;
}

// Behind the rules of zones: what they deny (fail2ban's bans) stays denied.
std::string firewalld_policy(const NodeView& view) {
  std::string told;
  std::string rules;
  for (const Rule& rule : view.rules.accept) {
    const std::string lines = firewalld_rules(view, rule);
    told += "    " + std::to_string(rule.port) + "/" + std::string(to_string(rule.protocol)) + " " +
            view.peers(rule).name + ": " + flow_names(view.inventory, rule) +
            (lines.empty() ? " (the inventory has no address of them)\n" : "\n");
    rules += lines;
  }
  return "write policies/oakprobe.xml <<'XML'\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
         "<policy priority=\"100\" target=\"CONTINUE\">\n  <short>Oakprobe</short>\n  "
         "<description>\n" +
         told +
         "  </description>\n  <ingress-zone name=\"ANY\"/>\n  <egress-zone name=\"HOST\"/>\n" +
         rules + "</policy>\nXML\n";
}

// Each reload of firewalld empties iptables' chains, DOCKER-USER, too.
std::string published_part(const NodeView& view) {
  if (view.rules.published.empty()) return "";
  return "\nif [ \"${1-}\" != remove ]; then\n  nft -f - <<'NFT'\n" + nftables_published(view) +
         "NFT\nelif nft list table inet oakprobe >/dev/null 2>&1; then\n"
         "  nft delete table inet oakprobe\nfi\n";
}

std::string firewalld_header(const NodeView& view) {
  const std::string name = file_name(view, Format::firewalld);
  std::vector<std::string> lines = opening_notes(view);
  lines.push_back(
      "What zones let in, or deny, stays as it is: ping, services of yours. All else is closed "
      "where the"
  );
  lines.push_back("zone's target is default, REJECT or DROP: firewall-cmd --list-all");
  lines.push_back("Load:   sh " + name + "  (again and again: it replaces its own rules)");
  lines.push_back("Remove: sh " + name + " remove");
  lines.push_back(
      "Both reload firewalld: rules that were set without --permanent are gone after it."
  );
  if (!view.rules.published.empty())
    lines.push_back(
        "What Docker publishes is filtered in a table of nftables, and that is gone after a "
        "reboot: load "
        "this again then."
    );
  for (const std::string& note : closing_notes(view)) lines.push_back(note);
  return "#!/bin/sh\n" + as_comments(lines);
}

}  // namespace

std::string firewalld_file(const NodeView& view) {
  std::string text = firewalld_header(view);
  text.append(firewalld_functions).append("if [ \"${1-}\" != remove ]; then\n");
  std::set<std::size_t> used;
  for (const Rule& rule : view.rules.accept) used.insert(rule.peers);
  for (const std::size_t at : used)
    for (const Family& family : families)
      if (!(view.needed.peers[at].*family.blocks).empty())
        text += firewalld_ipset(view.needed.peers[at], family);
  return text.append(firewalld_policy(view)).append(firewalld_end).append(published_part(view));
}

}  // namespace oakprobe::firewall
