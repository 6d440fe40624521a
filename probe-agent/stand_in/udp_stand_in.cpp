#include "probe-agent/stand_in/udp_stand_in.hpp"

#include "net/datagram_batch.hpp"
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

constexpr std::size_t probes_per_batch = 16;
// Whoever floods the port does not keep the agent from its timers and its coordinator.
constexpr int probe_batches_per_turn = 16;

// Turns the arrival's packet information into the answer's: from the address that was dialled.
void answer_from_there(msghdr& message) {
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(header), sizeof info);
      const in_pktinfo answer{0, info.ipi_addr, {}};
      std::memcpy(CMSG_DATA(header), &answer, sizeof answer);
    } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(header), sizeof info);
      const bool link_local = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) != 0;
      if (!link_local) info.ipi6_ifindex = 0;
      std::memcpy(CMSG_DATA(header), &info, sizeof info);
    } else {
      continue;
    }
    // The only one that the answer has.
    const std::size_t bytes = header->cmsg_len;
    std::memmove(message.msg_control, header, bytes);
    message.msg_controllen = CMSG_ALIGN(bytes);
    return;
  }
  message.msg_controllen = 0;
}

}  // namespace

UdpStandIn::UdpStandIn(udp::socket socket, const wire::DatagramCodec& codec, Receipts& receipts)
    : socket_(std::move(socket)),
      port_{Protocol::udp, socket_.local_endpoint().port()},
      codec_(codec),
      receipts_(receipts) {
  const int fd = socket_.native_handle();
  net::set_option(fd, SOL_SOCKET, SO_RCVBUF, net::receive_buffer_bytes);
  const IpAddress bound = socket_.local_endpoint().address();
  if (bound.is_unspecified()) {  // else answers leave from it anyway
    if (bound.is_v6())
      net::set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    else
      net::set_option(fd, IPPROTO_IP, IP_PKTINFO, 1);
  }
  listen();
}

void UdpStandIn::listen() {
  socket_.async_wait(udp::socket::wait_read, lifetime_.when_over([this] {
    drain();
    listen();
  }));
}

void UdpStandIn::drain() {
  const int fd = socket_.native_handle();
  net::DatagramBatch<probes_per_batch, evidence::packet_bytes_max> batch;
  std::array<wire::Datagram, probes_per_batch> probes;
  for (int turn = 0; turn < probe_batches_per_turn; ++turn) {
    const auto received = batch.receive(fd);
    if (received.error == EAGAIN || received.error == EWOULDBLOCK) return;
    for (std::size_t i = 0; i < received.count; ++i) {
      const auto from = net::address_of(batch.from(i));
      const auto probe = codec_.decode(batch.bytes(i));
      if (!probe || !from) continue;
      if (!receipts_.accept(port_, *probe, *from, net::port_of(batch.from(i)))) continue;
      probes[i] = *probe;
      wire::Datagram echo = *probe;
      echo.kind = wire::DatagramKind::echo;
      echo.size = wire::datagram_bytes_min;  // large probes are about the way here
      codec_.encode(echo, batch.bytes(i).first(echo.size));
      answer_from_there(batch.header(i));
      batch.queue_answer(i, echo.size);
    }
    batch.send_answers(fd, [&](std::size_t i, int error) {
      if (error == 0) {
        receipts_.answered(probes[i]);
      } else {
        receipts_.answer_failed(probes[i], error);
      }
    });
    if (received.count < probes_per_batch && received.error == 0) return;
  }
}

}  // namespace oakprobe::agent
