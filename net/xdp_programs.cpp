#include "net/xdp_programs.hpp"

#include "net/netlink.hpp"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace oakprobe::net {
namespace {

bool has_program(std::span<const std::byte> link) {
  const auto xdp = packets::attribute_of(link, sizeof(ifinfomsg), IFLA_XDP);
  const auto attached = xdp ? packets::attribute_of(*xdp, 0, IFLA_XDP_ATTACHED) : std::nullopt;
  const auto mode = attached ? packets::struct_in<std::uint8_t>(*attached) : std::nullopt;
  return mode && *mode != XDP_ATTACHED_NONE;
}

}  // namespace

std::vector<std::string> interfaces_with_xdp(std::size_t interfaces_max) {
  std::vector<std::string> names;
  const auto note = [&](const packets::NetlinkMessage& message) {
    if (names.size() < interfaces_max && has_program(message.body)) {
      names.emplace_back(packets::text_attribute_of(message.body, sizeof(ifinfomsg), IFLA_IFNAME));
    }
  };
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETLINK, NLM_F_DUMP, packets::bytes_of(ifinfomsg{}), note);
  return names;
}

}  // namespace oakprobe::net
