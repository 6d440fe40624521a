#include "net/next_hop.hpp"

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
  append(to, packets::bytes_of(header));
  append(to, std::as_bytes(std::span(octets)));  // 4 or 16 bytes: aligned
}

void append_address(Bytes& to, std::uint16_t type, const IpAddress& address) {
  if (address.is_v4()) return append_attribute(to, type, address.to_v4().to_bytes());
  append_attribute(to, type, address.to_v6().to_bytes());
}

std::optional<IpAddress> address_in(std::span<const std::byte> bytes) {
  namespace ip = boost::asio::ip;
  if (const auto v6 = packets::struct_in<ip::address_v6::bytes_type>(bytes))
    return ip::address_v6(*v6);
  if (const auto v4 = packets::struct_in<ip::address_v4::bytes_type>(bytes))
    return ip::address_v4(*v4);
  return std::nullopt;
}

std::uint8_t family_of(const IpAddress& address) { return address.is_v4() ? AF_INET : AF_INET6; }

std::optional<IpAddress> gateway_of(std::span<const std::byte> route) {
  if (const auto gateway = packets::attribute_of(route, sizeof(rtmsg), RTA_GATEWAY)) {
    return address_in(*gateway);
  }
  // An IPv4 route by an IPv6 gateway: the family comes first (struct rtvia).
  if (const auto via = packets::attribute_of(route, sizeof(rtmsg), RTA_VIA);
      via && via->size() > 2) {
    return address_in(via->subspan(2));
  }
  return std::nullopt;
}

NeighbourState state_of(unsigned bits) {
  if ((bits & NUD_FAILED) != 0) return NeighbourState::unanswered;
  if ((bits & NUD_INCOMPLETE) != 0) return NeighbourState::asking;
  if ((bits & (NUD_NOARP | NUD_NONE)) != 0 || bits == 0) return NeighbourState::unknown;
  return NeighbourState::known;
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
  append(body, packets::bytes_of(request));
  append_address(body, RTA_DST, destination);
  if (with_source) append_address(body, RTA_SRC, *source);
  return body;
}

}  // namespace

NextHops::NextHops(const std::optional<IpAddress>& source)
    : source_(source), kernel_(NETLINK_ROUTE) {
  read_links();
  read_neighbours();
}

void NextHops::read_links() {
  const auto note = [&](const packets::NetlinkMessage& message) {
    const auto link = packets::struct_in<ifinfomsg>(message.body);
    if (!link) return;
    constexpr unsigned needed = IFF_UP | IFF_RUNNING;
    Link& known = links_[static_cast<unsigned>(link->ifi_index)];
    known.up = (link->ifi_flags & needed) == needed;
    known.name = packets::text_attribute_of(message.body, sizeof *link, IFLA_IFNAME);
    in_trouble_ |= !known.up;
  };
  // What can't be read is no evidence.
  (void)kernel_.ask(RTM_GETLINK, NLM_F_DUMP, packets::bytes_of(ifinfomsg{}), note);
}

void NextHops::read_neighbours() {
  const auto note = [&](const packets::NetlinkMessage& message) {
    const auto entry = packets::struct_in<ndmsg>(message.body);
    const auto to = packets::attribute_of(message.body, sizeof(ndmsg), NDA_DST);
    const auto address = to ? address_in(*to) : std::nullopt;
    if (!entry || !address) return;
    Neighbour& known = neighbours_[{*address, static_cast<unsigned>(entry->ndm_ifindex)}];
    known.state = state_of(entry->ndm_state);
    if (known.state == NeighbourState::known)
      known.link_address =
          packets::attribute_as<MacAddress>(message.body, sizeof(ndmsg), NDA_LLADDR);
    in_trouble_ |=
        known.state == NeighbourState::asking || known.state == NeighbourState::unanswered;
  };
  (void)kernel_.ask(RTM_GETNEIGH, NLM_F_DUMP, packets::bytes_of(ndmsg{}), note);
}

bool NextHops::may_tell_of(const IpAddress& destination) const {
  if (in_trouble_) return true;
  const auto found = neighbours_.lower_bound({destination, 0});
  return found != neighbours_.end() && found->first.first == destination;
}

Result<WayOut> NextHops::ask_way(const IpAddress& destination) {
  const Bytes body = route_question(destination, source_, 0);
  std::optional<WayOut> way;
  const auto read = [&](const packets::NetlinkMessage& message) {
    const auto route = packets::struct_in<rtmsg>(message.body);
    const auto interface =
        packets::attribute_as<std::uint32_t>(message.body, sizeof(rtmsg), RTA_OIF);
    if (route && interface) way = {*interface, gateway_of(message.body)};
  };
  if (const auto error = kernel_.ask(RTM_GETROUTE, 0, body, read)) return error;
  if (!way) return from_errno(ENETUNREACH);
  return *way;
}

Result<NextHop> NextHops::to(const IpAddress& destination) {
  const auto way = ask_way(destination);
  if (!way) return way.error();
  NextHop hop;
  hop.address = way->gateway.value_or(destination);
  hop.interface = way->interface;
  if (const auto link = links_.find(hop.interface); link != links_.end()) {
    hop.device = link->second.name;
    hop.link_up = link->second.up;
  }
  const auto neighbour = neighbours_.find({hop.address, hop.interface});
  if (neighbour != neighbours_.end()) {
    hop.neighbour = neighbour->second.state;
    hop.link_address = neighbour->second.link_address;
  }
  return hop;
}

std::optional<WayOut> NextHops::way_to(const IpAddress& destination) {
  const auto way = ask_way(destination);
  return way ? std::optional(*way) : std::nullopt;
}

std::optional<std::uint32_t> NextHops::routing_table_to(const IpAddress& destination) {
  // RTM_F_LOOKUP_TABLE: without it the kernel says "main" whatever table it was.
  const Bytes body = route_question(destination, source_, RTM_F_LOOKUP_TABLE);
  std::optional<std::uint32_t> table;
  (void)kernel_.ask(RTM_GETROUTE, 0, body, [&](const packets::NetlinkMessage& message) {
    const auto route = packets::struct_in<rtmsg>(message.body);
    if (!route) return;
    table = packets::attribute_as<std::uint32_t>(message.body, sizeof(rtmsg), RTA_TABLE)
                .value_or(route->rtm_table);
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
      packets::bytes_of(all),
      [&](const packets::NetlinkMessage& message) {
        const auto policy = packets::struct_in<xfrm_userpolicy_info>(message.body);
        // Key exchange daemons except their own sockets by policies of the socket, with no
        // template.
        if (policy && policy->dir == XFRM_POLICY_OUT &&
            packets::attribute_of(message.body, sizeof *policy, XFRMA_TMPL)) {
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
