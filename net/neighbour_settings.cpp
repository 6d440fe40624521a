#include "net/neighbour_settings.hpp"

#include "net/proc_file.hpp"
#include "net/unique_fd.hpp"

#include <array>
#include <cstring>
#include <string>

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

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

bool keeps_still(unsigned interface) {
  std::array<char, IF_NAMESIZE> name{};
  if (::if_indextoname(interface, name.data()) == nullptr) return ignores_arp("all");
  return ignores_arp("all") || ignores_arp(name.data()) || has_no_arp(name.data());
}

}  // namespace oakprobe::net
