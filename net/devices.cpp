#include "net/devices.hpp"

#include "net/netlink.hpp"
#include "net/proc_file.hpp"
#include "net/unique_fd.hpp"

#include <array>
#include <cstring>
#include <utility>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

void ask_for_links(const NetlinkVisit& visit) {
  // What can't be read is not there.
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETLINK, NLM_F_DUMP, packets::bytes_of(ifinfomsg{}), visit);
}

bool has_program(std::span<const std::byte> link) {
  const auto xdp = packets::attribute_of(link, sizeof(ifinfomsg), IFLA_XDP);
  const auto mode =
      xdp ? packets::attribute_as<std::uint8_t>(*xdp, 0, IFLA_XDP_ATTACHED) : std::nullopt;
  return mode && *mode != XDP_ATTACHED_NONE;
}

bool ignores_arp(const std::string& name) {
  const auto text = read_small_file("/proc/sys/net/ipv4/conf/" + name + "/arp_ignore");
  return text && !text->empty() && text->front() >= '3' && text->front() <= '9';
}

bool has_no_arp(const char* name) {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
  if (socket.get() < 0 || ::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return false;
  return (request.ifr_flags & IFF_NOARP) != 0;
}

}  // namespace

packets::DeviceTable read_device_table() {
  std::vector<packets::NetworkDevice> devices;
  ask_for_links([&](const packets::NetlinkMessage& message) {
    if (message.type != RTM_NEWLINK) return;
    if (auto device = packets::network_device_in(message.body))
      devices.push_back(std::move(*device));
  });
  return packets::DeviceTable(devices);
}

std::vector<std::string> interfaces_with_xdp(std::size_t interfaces_max) {
  std::vector<std::string> names;
  ask_for_links([&](const packets::NetlinkMessage& message) {
    if (names.size() < interfaces_max && has_program(message.body))
      names.emplace_back(packets::text_attribute_of(message.body, sizeof(ifinfomsg), IFLA_IFNAME));
  });
  return names;
}

bool keeps_still(unsigned interface) {
  std::array<char, IF_NAMESIZE> name{};
  if (::if_indextoname(interface, name.data()) == nullptr) return ignores_arp("all");
  return ignores_arp("all") || ignores_arp(name.data()) || has_no_arp(name.data());
}

}  // namespace oakprobe::net
