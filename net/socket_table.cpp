#include "net/socket_table.hpp"

#include "net/netlink.hpp"

#include <cstring>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

namespace oakprobe::net {
namespace {

struct Question {
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;  // 0: all
  std::uint32_t states = 0;
};

template <class Visit>
ErrorCode for_each_socket(const Question& question, Visit visit) {
  for (const int family : {AF_INET, AF_INET6}) {
    inet_diag_req_v2 request{};
    request.sdiag_family = static_cast<std::uint8_t>(family);
    request.sdiag_protocol = question.protocol == Protocol::tcp ? IPPROTO_TCP : IPPROTO_UDP;
    request.idiag_ext = 1U << (INET_DIAG_SKMEMINFO - 1);
    request.idiag_states = question.states;
    request.id.idiag_sport = htons(question.port);
    const ErrorCode error = ask_kernel(
        NETLINK_SOCK_DIAG,
        SOCK_DIAG_BY_FAMILY,
        NLM_F_DUMP,
        packets::bytes_of(request),
        [&](const packets::NetlinkMessage& message) {
          if (const auto socket = packets::struct_in<inet_diag_msg>(message.body)) {
            visit(*socket, message.body);
          }
        }
    );
    // Without IPv6 in the kernel nobody answers for it.
    if (error && !(family == AF_INET6 && error.value() == ENOENT)) return error;
  }
  return {};
}

// The kernel's four words, as many as the family has.
IpAddress address_of_words(std::uint8_t family, const std::uint32_t (&words)[4]) {
  namespace ip = boost::asio::ip;
  if (family == AF_INET) return ip::address_v4(ntohl(words[0]));
  ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), words, bytes.size());
  return unmapped(ip::address_v6(bytes));
}

}  // namespace

Result<std::vector<BoundSocket>> bound_sockets(Protocol protocol) {
  return bound_sockets(ListenPort{protocol, 0});
}

Result<std::vector<BoundSocket>> bound_sockets(ListenPort port) {
  const std::uint32_t state = port.protocol == Protocol::tcp ? TCP_LISTEN : TCP_CLOSE;
  std::vector<BoundSocket> sockets;
  const auto add = [&](const inet_diag_msg& found, std::span<const std::byte> body) {
    BoundSocket& socket = sockets.emplace_back();
    socket.port = ntohs(found.id.idiag_sport);
    socket.local = address_of_words(found.idiag_family, found.id.idiag_src);
    socket.interface = found.id.idiag_if;
    socket.inode = found.idiag_inode;
    socket.ipv6_only =
        packets::attribute_as<std::uint8_t>(body, sizeof found, INET_DIAG_SKV6ONLY).value_or(0) !=
        0;
    using Memory = std::array<std::uint32_t, SK_MEMINFO_DROPS + 1>;
    const auto memory = packets::attribute_as<Memory>(body, sizeof found, INET_DIAG_SKMEMINFO);
    if (memory) socket.drops = memory->back();
  };
  if (const auto error = for_each_socket({port.protocol, port.port, 1U << state}, add)) {
    return error;
  }
  return sockets;
}

bool takes(const BoundSocket& socket, const IpAddress& destination) {
  if (!socket.local.is_unspecified()) return socket.local == destination;
  if (socket.local.is_v4()) return destination.is_v4();
  return destination.is_v6() || !socket.ipv6_only;
}

Result<std::vector<HalfOpenConnection>> half_open_connections() {
  std::vector<HalfOpenConnection> connections;
  const auto add = [&](const inet_diag_msg& found, std::span<const std::byte>) {
    if (connections.size() == half_open_max) return;
    connections.push_back(
        {ntohs(found.id.idiag_sport),
         address_of_words(found.idiag_family, found.id.idiag_dst),
         ntohs(found.id.idiag_dport)}
    );
  };
  if (const auto error = for_each_socket({Protocol::tcp, 0, 1U << TCP_SYN_RECV}, add)) {
    return error;
  }
  return connections;
}

}  // namespace oakprobe::net
