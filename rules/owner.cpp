#include "rules/owner.hpp"

#include "base/utf8.hpp"
#include "evidence/firewall_rule.hpp"
#include "rules/ufw_command.hpp"

#include <algorithm>
#include <string_view>

namespace oakprobe::rules {
namespace {

bool jumps_to(const Chain& chain, std::string_view prefix) {
  return std::ranges::any_of(chain.rules, [&](const Rule& rule) {
    return rule.verdict.effect == Effect::jumps && rule.verdict.chain.starts_with(prefix);
  });
}

std::string ufw_owner(const Table&, const Chain& chain, const Rule* rule) {
  return ufw_command(chain, rule);
}

// "filter_IN_public_deny", "IN_public" with firewalld's iptables backend: zone and what of it.
std::string firewalld_owner(const Table&, const Chain& chain, const Rule*) {
  std::string_view name = chain.name;
  for (const std::string_view prefix : {"filter_", "raw_", "mangle_", "nat_"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  for (const std::string_view prefix : {"IN_", "OUT_", "FWD_", "PRE_", "POST_"}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    for (const std::string_view part : {"_pre", "_log", "_deny", "_allow", "_post"}) {
      if (!name.ends_with(part)) continue;
      name.remove_suffix(part.size());
      return "firewalld zone " + std::string(name) + ", its own rules";
    }
    return "firewalld zone " + std::string(name);
  }
  return "firewalld";
}

std::string fail2ban_owner(const Table&, const Chain& chain, const Rule* rule) {
  constexpr std::string_view of_chain = "f2b-";
  constexpr std::string_view of_set = "@addr-set-";
  std::string_view jail;
  if (chain.name.starts_with(of_chain) && chain.name != "f2b-chain") {
    jail = std::string_view(chain.name).substr(of_chain.size());
  } else if (rule != nullptr) {
    const std::size_t at = rule->text.find(of_set);
    if (at != std::string::npos) {
      jail = std::string_view(rule->text).substr(at + of_set.size());
      jail = jail.substr(0, jail.find(' '));
    }
  }
  return jail.empty() ? "fail2ban" : "fail2ban jail " + std::string(jail);
}

using Naming = std::string (*)(const Table&, const Chain&, const Rule*);

template <const char* Name>
std::string by_name(const Table&, const Chain&, const Rule*) {
  return Name;
}

std::string by_chain(const Table&, const Chain& chain, const Rule*) { return chain.name; }

std::string kube_owner(const Table&, const Chain& chain, const Rule*) {
  return "Kubernetes " + chain.name;
}

// Whose tables and chains begin so.
struct Card {
  std::string_view table;  // empty: any
  std::string_view chain;
  Naming name;
};

constexpr char docker[] = "Docker";
constexpr char kube_proxy[] = "kube-proxy";
constexpr char cilium[] = "Cilium";
constexpr char calico[] = "Calico";
constexpr char flannel[] = "flannel";
constexpr char libvirt[] = "libvirt";
constexpr char crowdsec[] = "CrowdSec";
constexpr char oakprobe_firewall[] = "oakprobe firewall";

constexpr Card cards[] = {
    {"", "ufw-", ufw_owner},
    {"", "ufw6-", ufw_owner},
    {"firewalld", "", firewalld_owner},
    {"", "IN_", firewalld_owner},
    {"f2b-table", "", fail2ban_owner},
    {"", "f2b-", fail2ban_owner},
    {"", "DOCKER-USER", by_chain},
    {"", "DOCKER", by_name<docker>},
    {"kube-proxy", "", by_name<kube_proxy>},
    {"", "KUBE-", kube_owner},
    {"", "CILIUM_", by_name<cilium>},
    {"", "cali-", by_name<calico>},
    {"calico", "", by_name<calico>},
    {"", "FLANNEL-", by_name<flannel>},
    {"", "LIBVIRT_", by_name<libvirt>},
    {"crowdsec", "", by_name<crowdsec>},
    {"oakprobe", "", by_name<oakprobe_firewall>},
    {"", "OAKPROBE", by_name<oakprobe_firewall>},
};

std::string owner_in_full(const Table& table, const Chain& chain, const Rule* rule) {
  const auto it = std::ranges::find_if(cards, [&](const Card& card) {
    return table.name.starts_with(card.table) && chain.name.starts_with(card.chain);
  });
  if (it != std::end(cards)) return it->name(table, chain, rule);
  if (rule == nullptr && jumps_to(chain, "ufw")) return ufw_command(chain, nullptr);
  return table.iptables ? "iptables" : "";
}

}  // namespace

std::string owner_of(const Table& table, const Chain& chain, const Rule* rule) {
  return to_utf8(owner_in_full(table, chain, rule), evidence::rule_name_bytes_max);
}

}  // namespace oakprobe::rules
