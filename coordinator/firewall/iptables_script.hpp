#pragma once

#include <string_view>

// What is the same in every script for iptables.
namespace oakprobe::firewall {

// After it stand the variables `prefix` (of all chains of ours), `keep` (those that are still
// wanted), `input` and `published` (those that are hooked in; may be empty), and load and remove.
inline constexpr std::string_view iptables_functions = R"(
chains() { "$1" -w -S | sed -n "s/^-N \($prefix\)\$/\1/p; s/^-N \($prefix-[^ ]*\)\$/\1/p"; }
hook() { "$1" -w -C "$2" -j "$3" 2>/dev/null || "$1" -w -I "$2" -j "$3"; }
unhook() { while "$1" -w -D "$2" -j "$3" 2>/dev/null; do :; done; }
has() { "$1" -w -n -L "$2" >/dev/null 2>&1; }
table() { case $1 in iptables) echo ip filter ;; *) echo ip6 filter ;; esac; }
has_table() { ! "$1" -V | grep -q nf_tables || ! command -v nft >/dev/null || nft list table $(table "$1") >/dev/null 2>&1; }

# Reads the rules from standard input. Chains that an earlier file had, and this one has not, go.
# A chain that nothing leads to keeps in mind that there was no table, for whoever removes ours.
load() {
  if has_table "$1"; then fresh=; else fresh=1; fi
  "$1-restore" -w --noflush
  if [ -n "$fresh" ]; then "$1" -w -N "$prefix-FRESH"; fi
  if [ -n "$input" ]; then hook "$1" INPUT "$input"; fi
  if [ -n "$published" ] && has "$1" DOCKER-USER; then hook "$1" DOCKER-USER "$published"; fi
  for chain in $(chains "$1"); do
    case " $keep $prefix-FRESH " in *" $chain "*) ;; *) "$1" -w -F "$chain"; "$1" -w -X "$chain" ;; esac
  done
}

remove() {
  if has "$1" "$prefix-FRESH"; then fresh=1; else fresh=; fi
  if [ -n "$input" ]; then unhook "$1" INPUT "$input"; fi
  if [ -n "$published" ]; then unhook "$1" DOCKER-USER "$published"; fi
  for chain in $(chains "$1"); do "$1" -w -F "$chain"; done
  for chain in $(chains "$1"); do "$1" -w -X "$chain"; done
  if [ -n "$fresh" ] && ! "$1" -w -S | grep -qv '^-P [A-Z]* ACCEPT$'; then nft delete table $(table "$1"); fi
}

has_ipv6() { [ -e /proc/net/if_inet6 ] && command -v ip6tables-restore >/dev/null; }

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

)";

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
