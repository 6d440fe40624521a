#include "net/xdp_programs.hpp"

#include "net/netlink.hpp"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace oakprobe::net {
namespace {

bool has_program(std::span<const std::byte> link) {
  const auto xdp = attribute_of(link, sizeof(ifinfomsg), IFLA_XDP);
  const auto attached = xdp ? attribute_of(*xdp, 0, IFLA_XDP_ATTACHED) : std::nullopt;
  const auto mode = attached ? struct_in<std::uint8_t>(*attached) : std::nullopt;
  return mode && *mode != XDP_ATTACHED_NONE;
}

// As the kernel writes it, with a zero at its end.
std::string name_of(std::span<const std::byte> link) {
  const auto bytes = attribute_of(link, sizeof(ifinfomsg), IFLA_IFNAME);
  std::string name(
      bytes ? reinterpret_cast<const char*>(bytes->data()) : "", bytes ? bytes->size() : 0
  );
  return name.substr(0, name.find('\0'));
}

}  // namespace

std::vector<std::string> interfaces_with_xdp(std::size_t interfaces_max) {
  std::vector<std::string> names;
  const auto note = [&](const NetlinkMessage& message) {
    if (names.size() < interfaces_max && has_program(message.body)) {
      names.push_back(name_of(message.body));
    }
  };
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETLINK, NLM_F_DUMP, bytes_of(ifinfomsg{}), note);
  return names;
}

}  // namespace oakprobe::net
