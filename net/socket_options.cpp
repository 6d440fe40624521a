#include "net/socket_options.hpp"

#include <boost/asio/ip/udp.hpp>

#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <sys/resource.h>

namespace oakprobe::net {
namespace {

boost::asio::ip::udp::endpoint endpoint_of(const sockaddr_storage& raw) {
  boost::asio::ip::udp::endpoint endpoint;
  std::memcpy(endpoint.data(), &raw, endpoint.capacity());
  return endpoint;
}

}  // namespace

bool set_option(int fd, int level, int name, int value) {
  return ::setsockopt(fd, level, name, &value, sizeof value) == 0;
}

void set_hop_limit(int fd, bool ipv6, int limit) {
  if (ipv6) {
    set_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, limit);
  } else {
    set_option(fd, IPPROTO_IP, IP_TTL, limit);
  }
}

int take_socket_error(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

void reset_on_close(int fd) {
  const linger at_once{1, 0};
  (void)::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::optional<IpAddress> address_of(const sockaddr_storage& raw) {
  if (raw.ss_family != AF_INET && raw.ss_family != AF_INET6) return std::nullopt;
  const IpAddress address = endpoint_of(raw).address();
  if (address.is_v4()) return address;
  return unmapped(boost::asio::ip::address_v6(address.to_v6().to_bytes()));  // without its scope
}

std::uint16_t port_of(const sockaddr_storage& raw) { return endpoint_of(raw).port(); }

void raise_open_files_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace oakprobe::net
