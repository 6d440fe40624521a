#include "net/next_hop.hpp"

#include "net/netlink.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/xfrm.h>
#include <net/if.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

using Bytes = std::vector<std::byte>;

void append(Bytes& to, std::span<const std::byte> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

template <class Octets>
void append_attribute(Bytes& to, std::uint16_t type, const Octets& octets) {
  nlattr header{};
  header.nla_len = static_cast<std::uint16_t>(sizeof header + octets.size());
  header.nla_type = type;
  append(to, bytes_of(header));
  append(to, std::as_bytes(std::span(octets)));  // 4 or 16 bytes: aligned
}

void append_address(Bytes& to, std::uint16_t type, const IpAddress& address) {
  if (address.is_v4()) return append_attribute(to, type, address.to_v4().to_bytes());
  append_attribute(to, type, address.to_v6().to_bytes());
}

std::optional<IpAddress> address_in(std::span<const std::byte> bytes) {
  namespace ip = boost::asio::ip;
  if (const auto v6 = struct_in<ip::address_v6::bytes_type>(bytes)) return ip::address_v6(*v6);
  if (const auto v4 = struct_in<ip::address_v4::bytes_type>(bytes)) return ip::address_v4(*v4);
  return std::nullopt;
}

std::uint8_t family_of(const IpAddress& address) { return address.is_v4() ? AF_INET : AF_INET6; }

std::optional<IpAddress> gateway_of(std::span<const std::byte> route) {
  if (const auto gateway = attribute_of(route, sizeof(rtmsg), RTA_GATEWAY)) {
    return address_in(*gateway);
  }
  // An IPv4 route by an IPv6 gateway: the family comes first (struct rtvia).
  if (const auto via = attribute_of(route, sizeof(rtmsg), RTA_VIA); via && via->size() > 2) {
    return address_in(via->subspan(2));
  }
  return std::nullopt;
}

std::string device_name(unsigned interface) {
  std::array<char, IF_NAMESIZE> name{};
  return ::if_indextoname(interface, name.data()) != nullptr ? name.data() : "";
}

bool link_is_up(unsigned interface) {
  ifinfomsg request{};
  request.ifi_index = static_cast<int>(interface);
  bool up = true;  // what can't be read is no evidence
  (void
  )ask_kernel(NETLINK_ROUTE, RTM_GETLINK, 0, bytes_of(request), [&](const NetlinkMessage& message) {
    if (const auto link = struct_in<ifinfomsg>(message.body)) {
      constexpr unsigned needed = IFF_UP | IFF_RUNNING;
      up = (link->ifi_flags & needed) == needed;
    }
  });
  return up;
}

NeighbourState state_of(unsigned bits) {
  if ((bits & NUD_FAILED) != 0) return NeighbourState::unanswered;
  if ((bits & NUD_INCOMPLETE) != 0) return NeighbourState::asking;
  if ((bits & (NUD_NOARP | NUD_NONE)) != 0 || bits == 0) return NeighbourState::unknown;
  return NeighbourState::known;
}

void ask_neighbour(NextHop& hop) {
  ndmsg request{};
  request.ndm_family = family_of(hop.address);
  request.ndm_ifindex = static_cast<int>(hop.interface);
  Bytes body;
  append(body, bytes_of(request));
  append_address(body, NDA_DST, hop.address);
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETNEIGH, 0, body, [&](const NetlinkMessage& message) {
    const auto entry = struct_in<ndmsg>(message.body);
    if (!entry) return;
    hop.neighbour = state_of(entry->ndm_state);
    const auto address = attribute_of(message.body, sizeof(ndmsg), NDA_LLADDR);
    if (hop.neighbour == NeighbourState::known && address)
      hop.link_address = struct_in<MacAddress>(*address);
  });
}

Bytes route_question(
    const IpAddress& destination, const std::optional<IpAddress>& source, unsigned flags
) {
  rtmsg request{};
  request.rtm_flags = flags;
  request.rtm_family = family_of(destination);
  request.rtm_dst_len = destination.is_v4() ? 32 : 128;
  const bool with_source = source && source->is_v4() == destination.is_v4();
  if (with_source) request.rtm_src_len = request.rtm_dst_len;
  Bytes body;
  append(body, bytes_of(request));
  append_address(body, RTA_DST, destination);
  if (with_source) append_address(body, RTA_SRC, *source);
  return body;
}

Result<WayOut> ask_way(const IpAddress& destination, const std::optional<IpAddress>& source) {
  const Bytes body = route_question(destination, source, 0);
  std::optional<WayOut> way;
  const auto read = [&](const NetlinkMessage& message) {
    const auto route = struct_in<rtmsg>(message.body);
    const auto interface = attribute_of(message.body, sizeof(rtmsg), RTA_OIF);
    if (!route || !interface) return;
    way.emplace();
    way->gateway = gateway_of(message.body);
    way->interface = struct_in<std::uint32_t>(*interface).value_or(0);
  };
  if (const auto error = ask_kernel(NETLINK_ROUTE, RTM_GETROUTE, 0, body, read)) return error;
  if (!way) return ErrorCode(ENETUNREACH, boost::system::system_category());
  return *way;
}

}  // namespace

Result<NextHop> next_hop_to(const IpAddress& destination, const std::optional<IpAddress>& source) {
  const auto way = ask_way(destination, source);
  if (!way) return way.error();
  NextHop hop;
  hop.address = way->gateway.value_or(destination);
  hop.interface = way->interface;
  hop.device = device_name(hop.interface);
  hop.link_up = link_is_up(hop.interface);
  ask_neighbour(hop);
  return hop;
}

std::optional<WayOut> way_out_to(
    const IpAddress& destination, const std::optional<IpAddress>& source
) {
  const auto way = ask_way(destination, source);
  return way ? std::optional(*way) : std::nullopt;
}

std::optional<std::uint32_t> routing_table_to(
    const IpAddress& destination, const std::optional<IpAddress>& source
) {
  // RTM_F_LOOKUP_TABLE: without it the kernel says "main" whatever table it was.
  const Bytes body = route_question(destination, source, RTM_F_LOOKUP_TABLE);
  std::optional<std::uint32_t> table;
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETROUTE, 0, body, [&](const NetlinkMessage& message) {
    const auto route = struct_in<rtmsg>(message.body);
    if (!route) return;
    const auto number = attribute_of(message.body, sizeof(rtmsg), RTA_TABLE);
    table = number ? struct_in<std::uint32_t>(*number).value_or(route->rtm_table)
                   : std::uint32_t{route->rtm_table};
  });
  return table;
}

std::optional<bool> has_ipsec_policies() {
  bool found = false;
  const xfrm_userpolicy_id all{};
  const ErrorCode error = ask_kernel(
      NETLINK_XFRM,
      XFRM_MSG_GETPOLICY,
      NLM_F_DUMP,
      bytes_of(all),
      [&](const NetlinkMessage& message) {
        const auto policy = struct_in<xfrm_userpolicy_info>(message.body);
        // Key exchange daemons except their own sockets by policies of the socket, with no
        // template.
        if (policy && policy->dir == XFRM_POLICY_OUT &&
            attribute_of(message.body, sizeof *policy, XFRMA_TMPL)) {
          found = true;
        }
      }
  );
  if (!error) return found;
  // A kernel without IPsec has no policies.
  if (error.value() == EPROTONOSUPPORT) return false;
  return std::nullopt;
}

}  // namespace oakprobe::net
