#include "probe-agent/stand_in/udp_stand_in.hpp"

#include "net/socket_options.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include <netinet/in.h>
#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::udp;

namespace {

constexpr int receive_buffer_bytes = 1 << 20;
// Whoever floods the port does not keep the agent from its timers and its coordinator.
constexpr int datagrams_per_turn = 256;

// One received datagram with the address that it was sent to, for an answer from that address.
struct Received {
  std::array<std::byte, wire::packet_bytes_max> bytes;
  std::size_t size = 0;
  sockaddr_storage from{};
  socklen_t from_size = sizeof from;
  alignas(cmsghdr) std::array<std::byte, 128> control;
};

// False: nothing more to read. A pending ICMP error, which reading clears, makes an empty one.
bool receive(int fd, Received& received) {
  iovec io{received.bytes.data(), received.bytes.size()};
  msghdr message{};
  message.msg_name = &received.from;
  message.msg_namelen = sizeof received.from;
  message.msg_iov = &io;
  message.msg_iovlen = 1;
  message.msg_control = received.control.data();
  message.msg_controllen = received.control.size();
  received.size = 0;
  const ssize_t size = ::recvmsg(fd, &message, MSG_DONTWAIT);
  if (size < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
  // A longer datagram than any probe of a stand-in decodes as none.
  received.size = (message.msg_flags & MSG_TRUNC) != 0 ? 0 : static_cast<std::size_t>(size);
  received.from_size = message.msg_namelen;
  // Turn the arrival's packet information into the answer's: from the address that was dialled.
  bool found = false;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr && !found;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(header), sizeof info);
      const in_pktinfo answer{0, info.ipi_addr, {}};
      std::memcpy(CMSG_DATA(header), &answer, sizeof answer);
      found = true;
    } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(header), sizeof info);
      const bool link_local = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) != 0;
      if (!link_local) info.ipi6_ifindex = 0;
      std::memcpy(CMSG_DATA(header), &info, sizeof info);
      found = true;
    }
    if (found) {
      const std::size_t bytes = header->cmsg_len;
      std::memmove(received.control.data(), header, bytes);
    }
  }
  return true;
}

// 0 or the errno with which the kernel refused the answer.
int answer(int fd, Received& to, std::span<std::byte> bytes, bool ipv6) {
  iovec io{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_name = &to.from;
  message.msg_namelen = to.from_size;
  message.msg_iov = &io;
  message.msg_iovlen = 1;
  message.msg_control = to.control.data();
  message.msg_controllen = ipv6 ? CMSG_SPACE(sizeof(in6_pktinfo)) : CMSG_SPACE(sizeof(in_pktinfo));
  return ::sendmsg(fd, &message, MSG_DONTWAIT) >= 0 ? 0 : errno;
}

}  // namespace

UdpStandIn::UdpStandIn(udp::socket socket, const wire::DatagramCodec& codec, Receipts& receipts)
    : socket_(std::move(socket)),
      port_{Protocol::udp, socket_.local_endpoint().port()},
      codec_(codec),
      receipts_(receipts) {
  const int fd = socket_.native_handle();
  net::set_option(fd, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
  if (socket_.local_endpoint().address().is_v6()) {
    net::set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  } else {
    net::set_option(fd, IPPROTO_IP, IP_PKTINFO, 1);
  }
  listen();
}

void UdpStandIn::listen() {
  socket_.async_wait(
      udp::socket::wait_read,
      [this, watch = lifetime_.watch()](const boost::system::error_code& cancelled) {
        if (cancelled || watch.expired()) return;
        drain();
        listen();
      }
  );
}

void UdpStandIn::drain() {
  const int fd = socket_.native_handle();
  const bool ipv6 = socket_.local_endpoint().address().is_v6();
  Received received;
  for (int turn = 0; turn < datagrams_per_turn && receive(fd, received); ++turn) {
    const auto from = net::address_of(received.from);
    const auto probe = codec_.decode(std::span(received.bytes).first(received.size));
    if (!probe || !from) continue;
    if (!receipts_.accept(port_, *probe, *from, net::port_of(received.from))) continue;
    wire::Datagram echo = *probe;
    echo.kind = wire::DatagramKind::echo;
    echo.size = wire::datagram_bytes_min;  // large probes are about the way here
    const auto bytes = std::span(received.bytes).first(echo.size);
    codec_.encode(echo, bytes);
    const int error = answer(fd, received, bytes, ipv6);
    if (error == 0) {
      receipts_.answered(*probe);
    } else {
      receipts_.answer_failed(*probe, error);
    }
  }
}

}  // namespace oakprobe::agent
