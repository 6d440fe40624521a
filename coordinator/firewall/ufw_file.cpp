#include "coordinator/firewall/ufw_file.hpp"

#include "coordinator/firewall/address_cover.hpp"
#include "coordinator/firewall/family.hpp"
#include "coordinator/firewall/file_notes.hpp"
#include "coordinator/firewall/iptables_file.hpp"

#include <map>
#include <utility>

namespace oakprobe::firewall {
namespace {

// ufw keeps one rule for the same packets, whatever its action and comment: a new one would take
// the place of a user's own.
constexpr std::string_view ufw_functions = R"sh(set -eu
export LC_ALL=C
case ${1-} in
  '' | remove) ;;
  *)
    echo "usage: sh $0 [remove]" >&2
    exit 2 ;;
esac

shown=$(ufw show added)
no_ipv6=$(sed -n '/^IPV6="\{0,1\}no/p' /etc/default/ufw)
ours=$(printf '%s\n' "$shown" | sed -n "s/^ufw allow \(.*\) comment 'oakprobe [^']*'\$/\1/p")
theirs="
$(printf '%s\n' "$shown" | sed -n "/ comment 'oakprobe [^']*'\$/!{
  s/ comment '.*'\$//
  s/^ufw \([a-z]*\) log\(-all\)\{0,1\} /ufw \1 /
  s/^ufw //p
}")
"
wanted="
"

# An allow rule as ufw itself shows it, unless there is one already.
allow() {
  words=$*
  rule=${words%% comment *}
  case $rule in *:*) if [ -n "$no_ipv6" ]; then return; fi ;; esac
  wanted="$wanted$rule
"
  case $theirs in
    *"
deny $rule
"* | *"
reject $rule
"*)
      echo "a rule of yours closes this: $rule" >&2
      return ;;
    *"
allow $rule
"* | *"
limit $rule
"*)
      return ;;
  esac
  case "
$shown
" in *"
ufw allow $rule comment '${words##* comment }'
"*) return ;; esac
  ufw allow "$@" >/dev/null
}

# What an earlier file had, and this one has not.
delete_others() {
  printf '%s\n' "$ours" | while read -r rule; do
    case $wanted in *"
$rule
"*) continue ;; esac
    # shellcheck disable=SC2086  # words wanted
    if [ -n "$rule" ]; then ufw --force delete allow $rule </dev/null >/dev/null; fi
  done
}

)sh";

constexpr std::string_view ufw_end = R"sh(fi
delete_others

active=yes
case $(ufw status) in *inactive*) active= ;; esac
if [ "${1-}" = remove ]; then
  if [ -n "$active" ]; then
    echo "ufw is active, and ssh's rule is gone: if you have none of your own, ufw allow ssh" >&2
  fi
else
  if [ -n "$no_ipv6" ]; then
    echo "ufw leaves IPv6 alone (IPV6=no in /etc/default/ufw), and so does this" >&2
  fi
  if grep -q '^DEFAULT_INPUT_POLICY="\{0,1\}ACCEPT' /etc/default/ufw; then
    echo "ufw lets in what no rule is about: to close it, ufw default deny incoming" >&2
  fi
  if [ -z "$active" ]; then
    echo "ufw is not active; once these rules are right: ufw enable" >&2
  fi
fi
)sh";

// ufw has one rule for the same packets: what several flows want is told once.
class UfwRules {
 public:
  explicit UfwRules(const NodeView& view) : view_(view) {
    for (const Rule& rule : view.rules.accept) add(rule);
  }

  [[nodiscard]] std::size_t size() const { return rules_.size(); }

  [[nodiscard]] std::string text() const {
    constexpr std::size_t comment_bytes_max = 200;
    std::string text;
    for (const auto& [rule, flows] : rules_)
      text +=
          "  allow " + rule + " comment 'oakprobe " + flows.substr(0, comment_bytes_max) + "'\n";
    return text + unknown_;
  }

 private:
  void add(const Rule& rule) {
    const PeerSet& set = view_.peers(rule);
    const std::string port = std::to_string(rule.port);
    const std::string protocol(to_string(rule.protocol));
    const std::string to = " to any port " + port + " proto " + protocol;
    const std::string flows = flow_names(view_.inventory, rule);
    if (set.anyone) return put(port + "/" + protocol, flows);
    bool is_known = false;
    for (const Family& family : families) {
      if (!family.has(rule, set)) continue;
      is_known = true;
      for (const IpPrefix& block : set.*family.blocks) put("from " + block_text(block) + to, flows);
    }
    if (!is_known)
      unknown_ += "  # " + port + "/" + protocol + " from " + set.name +
                  ": the inventory has no address of them\n";
    if (rule.from_itself)
      for (const char* bridges : {"docker0", "br-+"})
        put("in on " + std::string(bridges) + to, flows);
  }

  void put(const std::string& rule, const std::string& flows) {
    const auto [at, is_new] = places_.emplace(rule, rules_.size());
    if (is_new)
      rules_.emplace_back(rule, flows);
    else
      rules_[at->second].second += "," + flows;
  }

  const NodeView& view_;
  std::vector<std::pair<std::string, std::string>> rules_;  // and what each is for
  std::map<std::string, std::size_t> places_;
  std::string unknown_;
};

std::string ufw_header(const NodeView& view, std::size_t rules) {
  constexpr std::size_t quick_max = 100;  // rules; each takes ufw a fifth of a second
  const std::string name = file_name(view, Format::ufw);
  std::vector<std::string> lines = opening_notes(view);
  lines.push_back(
      "Rules of yours stay as they are, and go first; so does what ufw lets in by itself (ping)."
  );
  lines.push_back("All else is closed where ufw is active and denies what comes in: ufw enable");
  lines.push_back("Load:   sh " + name + "  (again and again: it replaces its own rules)");
  lines.push_back("Remove: sh " + name + " remove");
  if (!view.rules.published.empty())
    lines.push_back(
        "What Docker publishes is filtered in DOCKER-USER, and that is gone after a reboot: load "
        "this again once Docker runs."
    );
  if (rules > quick_max)
    lines.push_back(
        "Mind: ufw has no sets, and these are " + std::to_string(rules) +
        " rules; each takes it a moment. --format nftables has sets."
    );
  for (const std::string& note : closing_notes(view)) lines.push_back(note);
  return "#!/bin/sh\n" + as_comments(lines);
}

}  // namespace

std::string ufw_file(const NodeView& view) {
  const UfwRules rules(view);
  std::string text = ufw_header(view, rules.size());
  text.append(ufw_functions).append("if [ \"${1-}\" != remove ]; then\n");
  text.append(rules.text());
  return text.append(ufw_end).append(docker_user_part(view));
}

}  // namespace oakprobe::firewall
