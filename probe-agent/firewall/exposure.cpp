#include "probe-agent/firewall/exposure.hpp"

#include "base/ephemeral_ports.hpp"
#include "net/interface_addresses.hpp"
#include "net/next_hop.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/firewall/host_ruleset.hpp"
#include "probe-agent/firewall/open_ports.hpp"
#include "rules/name_rule.hpp"
#include "rules/published_ports.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
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

// What takes longer, with very many rules or sources, is not certain: the session must be kept
// alive.
constexpr std::chrono::seconds reading_patience{4};

bool is_of_containers(std::string_view device) {
  return std::ranges::any_of(
      std::array{"docker", "br-", "veth", "virbr", "cni", "flannel", "goProxy"},
      [&](std::string_view begin) { return device.starts_with(begin); }
  );
}

class Reading {
 public:
  explicit Reading(const rules::Ruleset& rules)
      : rules_(rules),
        published_(rules::published_ports(rules)),
        late_(Clock::now() + reading_patience) {
    std::array<std::set<IpAddress>, 2> addresses;
    std::set<std::string> devices;
    for (const net::InterfaceNetwork& one : net::interface_networks()) {
      if (one.network.address.is_loopback() || is_of_containers(one.interface)) continue;
      addresses[one.network.address.is_v4() ? 0 : 1].insert(one.network.address);
      devices.insert(one.interface);
    }
    for (std::size_t family = 0; family < addresses.size(); ++family)
      one_address_[family] = addresses[family].size() == 1;
    one_device_ = devices.size() == 1;
  }

  [[nodiscard]] const std::vector<rules::PublishedPort>& published() const { return published_; }

  // Of one packet to a port of this host.
  [[nodiscard]] std::pair<Admission, Packet> admit(ListenPort port, const IpAddress& source) {
    Packet packet;
    packet.protocol = port.protocol;
    packet.source = source;
    packet.destination_port = port.port;
    const auto own = net::source_address_to(source);
    if (!own || Clock::now() > late_) return {Admission::not_certain, packet};
    // Peers may dial any of its addresses, and come by any of its devices.
    packet.destination = one_address_[own->is_v4() ? 0 : 1] ? *own : unspecified_like(*own);
    if (one_device_) packet.interface = device_to(source);
    std::size_t targets = 0;
    for (const rules::PublishedPort& one : published_) {
      if (one.port != port || one.to.is_v4() != own->is_v4()) continue;
      ++targets;
      packet.container = rules::Packet::Container{one.to, one.to_port, device_to(one.to)};
    }
    if (targets > 1) return {Admission::not_certain, packet};  // of one of its addresses each
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
  static IpAddress unspecified_like(const IpAddress& address) {
    if (address.is_v4()) return boost::asio::ip::address_v4();
    return boost::asio::ip::address_v6();
  }

  [[nodiscard]] std::optional<std::string> device_to(const IpAddress& address) {
    const auto hop = hops_.to(address);
    if (!hop || hop->device.empty()) return std::nullopt;
    return hop->device;
  }

  const rules::Ruleset& rules_;
  std::vector<rules::PublishedPort> published_;
  TimePoint late_;
  net::NextHops hops_;
  std::array<bool, 2> one_address_{};  // IPv4, IPv6: of this host, containers' left out
  bool one_device_ = false;
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
    // Where its container does not run, nothing translates it, and INPUT is another question.
    if (need.published && !packet.container) one = Admission::not_certain;
    count(told, one);
    if (one != Admission::dropped || told.dropped_source) continue;
    told.dropped_source = source;
    told.rule = rules::rule_that_ends(packet, rules, rules, 0);
  }
  return told;
}

// Docker publishes ports without a process, too.
void add_published(
    const std::vector<rules::PublishedPort>& published, std::vector<WaitingPort>& all
) {
  for (const rules::PublishedPort& one : published) {
    const auto known = std::ranges::find_if(all, [&](const WaitingPort& waiting) {
      return waiting.open.port == one.port;
    });
    WaitingPort& waiting = known == all.end() ? all.emplace_back() : *known;
    waiting.open.port = one.port;
    waiting.open.published = true;
    waiting.narrow = false;  // whether it is for all addresses, its rule of nat tells
    (one.to.is_v4() ? waiting.open.ipv4 : waiting.open.ipv6) = Admission::not_certain;
  }
}

// A client's sockets come last: of very many ports those are left out.
void put_in_order(std::vector<WaitingPort>& all) {
  std::ranges::stable_sort(all, {}, [](const WaitingPort& waiting) {
    const ListenPort& port = waiting.open.port;
    const bool perhaps_clients = port.protocol == Protocol::udp && port.port >= ephemeral_port_min;
    return std::tuple(perhaps_clients && !waiting.open.published, port.port, port.protocol);
  });
  if (all.size() > evidence::open_ports_max) all.resize(evidence::open_ports_max);
  std::ranges::stable_sort(all, {}, [](const WaitingPort& waiting) {
    return std::pair(waiting.open.port.port, waiting.open.port.protocol);
  });
}

}  // namespace

Exposure exposure_of(const wire::ExposureRequest& request, const rules::Ruleset& rules) {
  Exposure exposure;
  Reading reading(rules);
  for (const evidence::NeededPort& need : request.needs)
    exposure.needs.push_back(admission_of(need, reading, rules));
  std::vector<WaitingPort> waiting = open_ports();
  add_published(reading.published(), waiting);
  put_in_order(waiting);
  for (WaitingPort& one : waiting) {
    OpenPort& port = exposure.open.emplace_back(std::move(one.open));
    if (one.narrow) continue;
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
  std::vector<WaitingPort> waiting = open_ports();
  put_in_order(waiting);
  for (WaitingPort& one : waiting) exposure.open.push_back(std::move(one.open));
  exposure.trouble = std::move(trouble);
  return exposure;
}

}  // namespace oakprobe::agent
