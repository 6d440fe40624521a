#include "net/routing_table.hpp"

#include "net/netlink.hpp"

#include <array>

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

std::string interface_name(std::uint32_t index) {
  std::array<char, IF_NAMESIZE> name{};
  if (::if_indextoname(index, name.data()) != nullptr) return name.data();
  return "interface " + std::to_string(index);
}

std::optional<std::vector<packets::Route>> routes_of(std::uint8_t family, std::size_t routes_max) {
  rtmsg question{};
  question.rtm_family = family;
  std::vector<packets::Route> routes;
  const ErrorCode error = ask_kernel(
      NETLINK_ROUTE,
      RTM_GETROUTE,
      NLM_F_DUMP,
      packets::bytes_of(question),
      [&](const packets::NetlinkMessage& message) {
        if (message.type != RTM_NEWROUTE || routes.size() == routes_max) return;
        if (auto route = packets::route_in(message.body, interface_name))
          routes.push_back(std::move(*route));
      }
  );
  if (error) return std::nullopt;
  return routes;
}

}  // namespace

std::optional<std::vector<packets::Route>> ipv4_routes(std::size_t routes_max) {
  return routes_of(AF_INET, routes_max);
}

std::optional<std::vector<packets::Route>> ipv6_routes(std::size_t routes_max) {
  return routes_of(AF_INET6, routes_max);
}

}  // namespace oakprobe::net
