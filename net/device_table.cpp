#include "net/device_table.hpp"

#include "net/netlink.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace oakprobe::net {

packets::DeviceTable read_device_table() {
  std::vector<packets::NetworkDevice> devices;
  const auto note = [&](const packets::NetlinkMessage& message) {
    if (message.type != RTM_NEWLINK) return;
    if (auto device = packets::network_device_in(message.body))
      devices.push_back(std::move(*device));
  };
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETLINK, NLM_F_DUMP, packets::bytes_of(ifinfomsg{}), note);
  return packets::DeviceTable(devices);
}

}  // namespace oakprobe::net
