#include "probe-agent/firewall/exposure.hpp"

#include "net/interface_addresses.hpp"
#include "net/next_hop.hpp"
#include "probe-agent/firewall/host_ruleset.hpp"
#include "probe-agent/firewall/open_ports.hpp"
#include "rules/name_rule.hpp"
#include "rules/published_ports.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::agent {
namespace {

using evidence::Admission;
using evidence::Exposure;
using evidence::NeedAdmission;
using evidence::OpenPort;
using rules::Packet;

// Nobody's neighbours: public resolvers and root servers of three regional registries.
constexpr std::array<const char*, 3> strangers_ipv4{"9.9.9.9", "193.0.14.129", "202.12.27.33"};
constexpr std::array<const char*, 3> strangers_ipv6{"2620:fe::fe", "2001:7fd::1", "2001:dc3::35"};

class Reading {
 public:
  explicit Reading(const rules::Ruleset& rules)
      : rules_(rules), published_(rules::published_ports(rules)) {}

  [[nodiscard]] const std::vector<rules::PublishedPort>& published() const { return published_; }

  // Of one packet to a port of this host.
  [[nodiscard]] std::pair<Admission, Packet> admit(ListenPort port, const IpAddress& source) {
    Packet packet;
    packet.protocol = port.protocol;
    packet.source = source;
    packet.destination_port = port.port;
    const auto own = net::source_address_to(source);
    if (!own) return {Admission::not_certain, packet};
    packet.destination = *own;
    packet.interface = device_to(source);
    for (const rules::PublishedPort& one : published_) {
      if (one.port != port || one.to.is_v4() != own->is_v4()) continue;
      packet.container = rules::Packet::Container{one.to, one.to_port, device_to(one.to)};
    }
    return {rules::admission(packet, rules_), std::move(packet)};
  }

  // Of anyone; nullopt: this host has no way to strangers over this family, nor they to it.
  [[nodiscard]] std::optional<Admission> admit_anyone(ListenPort port, bool ipv4) {
    std::optional<Admission> all;
    for (const char* text : ipv4 ? strangers_ipv4 : strangers_ipv6) {
      const IpAddress stranger = *parse_ip_address(text);
      if (!net::source_address_to(stranger)) continue;
      const Admission one = admit(port, stranger).first;
      all = !all || *all == one ? one : Admission::not_certain;
    }
    return all;
  }

 private:
  [[nodiscard]] std::optional<std::string> device_to(const IpAddress& address) {
    const auto hop = hops_.to(address);
    if (!hop || hop->device.empty()) return std::nullopt;
    return hop->device;
  }

  const rules::Ruleset& rules_;
  std::vector<rules::PublishedPort> published_;
  net::NextHops hops_;
};

void count(NeedAdmission& told, Admission one) {
  if (one == Admission::accepted) ++told.accepted;
  if (one == Admission::dropped) ++told.dropped;
  if (one == Admission::not_certain) ++told.not_certain;
}

NeedAdmission admission_of(
    const evidence::NeededPort& need, Reading& reading, const rules::Ruleset& rules
) {
  NeedAdmission told;
  if (need.anyone) {
    const auto ipv4 = reading.admit_anyone(need.port, true);
    const auto ipv6 = reading.admit_anyone(need.port, false);
    const Admission one = ipv4 ? *ipv4 : ipv6.value_or(Admission::not_certain);
    count(told, ipv4 && ipv6 && *ipv4 != *ipv6 ? Admission::not_certain : one);
    return told;
  }
  for (const IpAddress& source : need.sources) {
    auto [one, packet] = reading.admit(need.port, source);
    count(told, one);
    if (one != Admission::dropped || told.dropped_source) continue;
    told.dropped_source = source;
    told.rule = rules::rule_that_ends(packet, rules, rules, 0);
  }
  return told;
}

// Docker publishes ports without a process, too.
void add_published(const std::vector<rules::PublishedPort>& published, std::vector<OpenPort>& all) {
  for (const rules::PublishedPort& one : published) {
    const auto known = std::ranges::find(all, one.port, &OpenPort::port);
    OpenPort& port = known == all.end() ? all.emplace_back() : *known;
    port.port = one.port;
    port.published = true;
    (one.to.is_v4() ? port.ipv4 : port.ipv6) = Admission::not_certain;
  }
}

}  // namespace

Exposure exposure_of(const wire::ExposureRequest& request, const rules::Ruleset& rules) {
  Exposure exposure;
  Reading reading(rules);
  for (const evidence::NeededPort& need : request.needs)
    exposure.needs.push_back(admission_of(need, reading, rules));
  exposure.open = open_ports();
  add_published(reading.published(), exposure.open);
  std::ranges::stable_sort(exposure.open, {}, [](const OpenPort& one) {
    return std::pair(one.port.port, one.port.protocol);
  });
  if (exposure.open.size() > evidence::open_ports_max)
    exposure.open.resize(evidence::open_ports_max);
  for (OpenPort& port : exposure.open) {
    if (port.ipv4) port.ipv4 = reading.admit_anyone(port.port, true);
    if (port.ipv6) port.ipv6 = reading.admit_anyone(port.port, false);
  }
  return exposure;
}

Exposure exposure_of(const wire::ExposureRequest& request, HostReading reading) {
  std::string trouble;
  const auto rules = ruleset_of(std::move(reading), trouble);
  if (rules) return exposure_of(request, *rules);
  Exposure exposure;
  exposure.open = open_ports();
  if (exposure.open.size() > evidence::open_ports_max)
    exposure.open.resize(evidence::open_ports_max);
  exposure.trouble = std::move(trouble);
  return exposure;
}

}  // namespace oakprobe::agent
