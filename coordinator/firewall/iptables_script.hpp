#pragma once

#include <string_view>

// What is the same in every script for iptables.
namespace oakprobe::firewall {

// After it stand the variables `prefix` (of all chains of ours), `keep` (those that are still
// wanted), `input` and `published` (those that are hooked in; may be empty), and load and remove.
inline constexpr std::string_view iptables_functions = R"sh(
chains() { "$1" -w -S | sed -n "s/^-N \($prefix\)\$/\1/p; s/^-N \($prefix-[^ ]*\)\$/\1/p"; }
hook() { "$1" -w -C "$2" -j "$3" 2>/dev/null || "$1" -w -I "$2" -j "$3"; }
unhook() { while "$1" -w -D "$2" -j "$3" 2>/dev/null; do :; done; }
has() { "$1" -w -n -L "$2" >/dev/null 2>&1; }
table() { case $1 in iptables) echo ip filter ;; *) echo ip6 filter ;; esac; }

# What nftables' table has not yet and iptables will make: to be taken away with our rules.
lacks() {
  if ! "$1" -V | grep -q nf_tables || ! command -v nft >/dev/null; then return; fi
  if ! nft list table $(table "$1") >/dev/null 2>&1; then
    echo NO-TABLE
  elif [ -n "$input" ] && ! nft list chain $(table "$1") INPUT >/dev/null 2>&1; then
    echo NO-INPUT
  fi
}

# Reads the rules from standard input. Chains that an earlier file had, and this one has not, go. An
# empty chain keeps in mind what was missing before.
load() {
  missing=$(lacks "$1")
  "$1-restore" -w --noflush
  if [ -n "$missing" ]; then "$1" -w -N "$prefix-$missing"; fi
  if [ -n "$input" ]; then hook "$1" INPUT "$input"; fi
  if [ -z "$published" ]; then
    unhook "$1" DOCKER-USER "$prefix-PUBLISHED"
  elif has "$1" DOCKER-USER; then
    hook "$1" DOCKER-USER "$published"
  elif [ "$1" = iptables ]; then
    echo "there is no chain DOCKER-USER: what Docker publishes stays open; load this again once" \
      "Docker runs" >&2
  fi
  for chain in $(chains "$1"); do
    case " $keep $prefix-NO-TABLE $prefix-NO-INPUT " in
      *" $chain "*) ;;
      *) "$1" -w -F "$chain"; "$1" -w -X "$chain" ;;
    esac
  done
}

remove() {
  missing=
  for one in NO-TABLE NO-INPUT; do if has "$1" "$prefix-$one"; then missing=$one; fi; done
  if [ -n "$input" ]; then unhook "$1" INPUT "$input"; fi
  unhook "$1" DOCKER-USER "$prefix-PUBLISHED"
  for chain in $(chains "$1"); do "$1" -w -F "$chain"; done
  for chain in $(chains "$1"); do "$1" -w -X "$chain"; done
  case $missing in
    NO-TABLE)
      if ! "$1" -w -S | grep -qv '^-P [A-Z]* ACCEPT$'; then nft delete table $(table "$1"); fi ;;
    NO-INPUT)
      if [ "$("$1" -w -S INPUT)" = '-P INPUT ACCEPT' ]; then
        nft delete chain $(table "$1") INPUT
      fi ;;
  esac
}

has_ipv6() {
  if [ ! -e /proc/net/if_inet6 ]; then return 1; fi
  if command -v ip6tables-restore >/dev/null; then return 0; fi
  echo "ip6tables is missing: IPv6 is left as it is" >&2
  return 1
}

case ${1-} in
  '') ;;
  remove)
    remove iptables
    if has_ipv6; then remove ip6tables; fi
    exit ;;
  *)
    echo "usage: sh $0 [remove]" >&2
    exit 2 ;;
esac

)sh";

// What a host needs of its own network, whoever its peers are: see nftables_file.cpp.
inline constexpr std::string_view iptables_own_network_v4 =
    R"(-A OAKPROBE -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A OAKPROBE -i lo -j ACCEPT
-A OAKPROBE -p icmp --icmp-type destination-unreachable -j ACCEPT
-A OAKPROBE -p icmp --icmp-type time-exceeded -j ACCEPT
-A OAKPROBE -p icmp --icmp-type parameter-problem -j ACCEPT
-A OAKPROBE -p udp --sport 67 --dport 68 -j ACCEPT
)";
inline constexpr std::string_view iptables_own_network_v6 =
    R"(-A OAKPROBE -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A OAKPROBE -i lo -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 1 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 2 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 3 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 4 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 130 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 131 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 132 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 133 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 134 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 135 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 136 -j ACCEPT
-A OAKPROBE -p ipv6-icmp --icmpv6-type 143 -j ACCEPT
-A OAKPROBE -s fe80::/10 -p udp --sport 547 --dport 546 -j ACCEPT
)";

}  // namespace oakprobe::firewall
