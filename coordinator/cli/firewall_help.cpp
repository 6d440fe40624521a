#include "coordinator/cli/help_text.hpp"

namespace oakprobe::cli {

std::string_view firewall_help() {
  return R"(oakprobe firewall INVENTORY: print what each node must let in, and nothing else,
in the words of a firewall. It follows from the inventory; no agent is started
and nothing is sent.

  oakprobe firewall my.yaml
  oakprobe firewall my.yaml --format nftables --node w1 > w1.nft
  oakprobe firewall my.yaml --format iptables --directory rules
  oakprobe firewall my.yaml --for network-team
  oakprobe firewall my.yaml --against

  --format FORMAT    table (default), nftables, iptables, ufw, firewalld,
                     docker-user (only what Docker publishes, for beside
                     another tool); one file of Terraform for all nodes: aws,
                     gcp, azure, hetzner, openstack
  --node NAME        only this node's (several: w1,w2 or "w[1-3]")
  --directory DIR    a file a node, there; a file that something else made is
                     not replaced, unless with --force
  --for network-team one table for who owns the network: from, to, protocol,
                     port, why
  --against          ask the nodes' agents what they let in, and print a table:
                     what is needed and closed, what is open that nothing
                     needs; nothing is listened on, sent or changed. Its
                     agents: --push, --sudo, --user, --agents-at-once, as for
                     oakprobe check; rules are root's to read
  --ssh-port PORT    where sshd listens, too: it stays open, beside 22 and what
                     agents' commands say
  --ssh-from BLOCK   and only from there: an address, or 203.0.113.0/24; without
                     it from anywhere
  --flow ID          only what this flow needs (several: a,b); for tables
  --all-flows        the optional flows too (dashboards, add-ons)
  --documented-only  only what Oakestra's firewall page lists; for tables

The top of each file says how it is loaded and how it is removed again
(docs/firewall.md).

Exit code: 0, or 2 if the command line or the inventory is wrong, or nothing is
selected; 4 if a file could not be written. With --against: 1 if something is to
be mended, 3 if not, but something is not certain.
)";
}

}  // namespace oakprobe::cli
