#include "net/attached_namespaces.hpp"

#include "net/netlink.hpp"

#include <array>
#include <cstring>

#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

// rtgenmsg, padded, and one attribute of 32 bits.
struct NumberQuestion {
  rtgenmsg header{AF_UNSPEC};
  std::array<std::uint8_t, 3> padding{};
  nlattr attribute{sizeof(nlattr) + sizeof(std::uint32_t), NETNSA_PID};
  std::uint32_t pid = 0;
};

}  // namespace

AttachedNamespaces::AttachedNamespaces() {
  const auto note = [&](const packets::NetlinkMessage& message) {
    const auto number =
        packets::attribute_as<std::int32_t>(message.body, sizeof(ifinfomsg), IFLA_LINK_NETNSID);
    const auto master = packets::attribute_of(message.body, sizeof(ifinfomsg), IFLA_MASTER);
    if (number && master) numbers_.insert(*number);
  };
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETLINK, NLM_F_DUMP, packets::bytes_of(ifinfomsg{}), note);
}

bool AttachedNamespaces::has(std::int32_t pid) const {
  if (numbers_.empty()) return false;
  NumberQuestion question;
  question.pid = static_cast<std::uint32_t>(pid);
  bool found = false;
  const auto note = [&](const packets::NetlinkMessage& message) {
    const auto number =
        packets::attribute_as<std::int32_t>(message.body, sizeof(rtgenmsg), NETNSA_NSID);
    found = number && *number >= 0 && numbers_.contains(*number);
  };
  (void)ask_kernel(NETLINK_ROUTE, RTM_GETNSID, 0, packets::bytes_of(question), note);
  return found;
}

}  // namespace oakprobe::net
