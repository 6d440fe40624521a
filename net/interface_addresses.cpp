#include "net/interface_addresses.hpp"

#include "net/socket_options.hpp"

#include <boost/asio/ip/udp.hpp>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ifaddrs.h>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <net/if.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

// One bits of a netmask.
unsigned length_of(const sockaddr* mask, int family) {
  if (mask == nullptr) return family == AF_INET ? 32 : 128;
  unsigned length = 0;
  const auto count = [&](const auto& octets) {
    for (const std::uint8_t octet : octets)
      length += static_cast<unsigned>(std::popcount(unsigned{octet}));
  };
  if (family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, mask, sizeof v4);
    count(std::bit_cast<std::array<std::uint8_t, 4>>(v4.sin_addr.s_addr));
  } else {
    sockaddr_in6 v6{};
    std::memcpy(&v6, mask, sizeof v6);
    count(std::bit_cast<std::array<std::uint8_t, 16>>(v6.sin6_addr));
  }
  return length;
}

// Calls visit(interface name, address, length) for each address of an interface that is up.
template <class Visit>
void for_each_interface_address(Visit visit) {
  ifaddrs* raw = nullptr;
  if (::getifaddrs(&raw) != 0) return;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> list(raw, &::freeifaddrs);
  for (const ifaddrs* entry = raw; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || (entry->ifa_flags & IFF_UP) == 0) continue;
    const int family = entry->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    sockaddr_storage storage{};
    std::memcpy(
        &storage, entry->ifa_addr, family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6)
    );
    if (const auto address = address_of(storage))
      visit(std::string_view(entry->ifa_name), *address, length_of(entry->ifa_netmask, family));
  }
}

}  // namespace

std::vector<IpAddress> interface_addresses() {
  std::vector<IpAddress> addresses;
  for_each_interface_address([&](std::string_view, const IpAddress& address, unsigned) {
    if (address.is_loopback()) return;
    if (address.is_v6() && address.to_v6().is_link_local()) return;
    addresses.push_back(address);
  });
  return addresses;
}

std::vector<InterfaceNetwork> interface_networks() {
  std::vector<InterfaceNetwork> networks;
  for_each_interface_address([&](std::string_view name, const IpAddress& address, unsigned length) {
    if (address.is_v6() && address.to_v6().is_link_local()) return;
    networks.push_back({std::string(name), {address, static_cast<std::uint8_t>(length)}});
  });
  return networks;
}

std::optional<IpAddress> ipv4_address_of(std::string_view interface) {
  std::optional<IpAddress> found;
  for_each_interface_address([&](std::string_view name, const IpAddress& address, unsigned) {
    if (!found && name == interface && address.is_v4()) found = address;
  });
  return found;
}

std::optional<IpAddress> source_address_to(const IpAddress& destination) {
  using boost::asio::ip::udp;
  const int family = destination.is_v4() ? AF_INET : AF_INET6;
  const UniqueFd socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const udp::endpoint peer(destination, 9);  // connecting a UDP socket only looks the route up
  if (socket.get() < 0 ||
      ::connect(socket.get(), peer.data(), static_cast<socklen_t>(peer.size())) != 0) {
    return std::nullopt;
  }
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &size) != 0)
    return std::nullopt;
  return address_of(own);
}

RouteLookup::RouteLookup(std::optional<IpAddress> from) : from_(std::move(from)) {}

const UniqueFd& RouteLookup::socket_for(const IpAddress& address) {
  using boost::asio::ip::udp;
  UniqueFd& socket = sockets_[address.is_v4() ? 0 : 1];
  if (socket.valid()) return socket;
  const int family = address.is_v4() ? AF_INET : AF_INET6;
  socket = UniqueFd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (from_ && from_->is_v4() == address.is_v4()) {
    const udp::endpoint local(*from_, 0);
    (void)::bind(socket.get(), local.data(), static_cast<socklen_t>(local.size()));
  }
  return socket;
}

bool RouteLookup::finds(const IpAddress& address) {
  using boost::asio::ip::udp;
  const UniqueFd& socket = socket_for(address);
  if (!socket.valid()) return true;      // not the route's fault
  const udp::endpoint peer(address, 9);  // connecting a UDP socket only looks the route up
  const bool found = ::connect(socket.get(), peer.data(), static_cast<socklen_t>(peer.size())) == 0;
  const int error = errno;
  // Or the address that it took for this one would choose the next one's route.
  const sockaddr nowhere{AF_UNSPEC, {}};
  if (found) (void)::connect(socket.get(), &nowhere, sizeof nowhere);
  return found || (error != ENETUNREACH && error != EHOSTUNREACH);
}

}  // namespace oakprobe::net
