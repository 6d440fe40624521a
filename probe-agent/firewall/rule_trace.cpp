#include "probe-agent/firewall/rule_trace.hpp"

#include "net/unique_fd.hpp"
#include "packets/netlink_message.hpp"
#include "probe-agent/firewall/trace_table.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <unistd.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>

namespace oakprobe::agent {
namespace {

constexpr std::size_t datagram_bytes_max = 64U * 1024;
constexpr int waiting_bytes_max = 4 << 20;  // in the kernel: some thousand events

// Calls visit(header, body) for each message.
template <class Visit>
void for_each_message(std::span<const std::byte> datagram, const Visit& visit) {
  while (const auto header = packets::struct_in<nlmsghdr>(datagram)) {
    if (header->nlmsg_len < sizeof *header || header->nlmsg_len > datagram.size()) return;
    visit(*header, datagram.first(header->nlmsg_len).subspan(sizeof *header));
    const std::size_t whole = packets::netlink_aligned(header->nlmsg_len);
    datagram = datagram.subspan(std::min(whole, datagram.size()));
  }
}

void enlarge(int socket, int option, int bytes) {
  (void)::setsockopt(socket, SOL_SOCKET, option, &bytes, sizeof bytes);
}

// The kernel has answered when the call returns: no answer, or none that is an error, is success.
ErrorCode ask(int socket, std::span<const std::byte> batch, std::span<std::byte> buffer) {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const auto* const to = reinterpret_cast<const sockaddr*>(&kernel);
  if (::sendto(socket, batch.data(), batch.size(), 0, to, sizeof kernel) < 0)
    return from_errno(errno);
  int error = 0;
  for (;;) {
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size <= 0) break;
    for_each_message(
        buffer.first(static_cast<std::size_t>(size)),
        [&](const nlmsghdr& header, std::span<const std::byte> body) {
          if (header.nlmsg_type != NLMSG_ERROR || error != 0) return;
          const auto told = packets::struct_in<nlmsgerr>(body);
          error = told ? -told->error : EBADMSG;
        }
    );
  }
  return from_errno(error);
}

}  // namespace

ErrorCode RuleTrace::start(
    std::span<const evidence::WatchedPacket> packets, const TracedHooks& hooks
) {
  net::UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
  if (!socket.valid()) return from_errno(errno);
  const auto batch = trace_table("oakprobe-trace-" + std::to_string(::getpid()), packets, hooks);
  enlarge(socket.get(), SO_SNDBUFFORCE, static_cast<int>(2 * batch.size()));
  enlarge(socket.get(), SO_RCVBUFFORCE, waiting_bytes_max);
  buffer_ = std::make_unique_for_overwrite<std::byte[]>(datagram_bytes_max);
  if (const auto error = ask(socket.get(), batch, {buffer_.get(), datagram_bytes_max}))
    return error;
  const int group = NFNLGRP_NFTRACE;
  if (::setsockopt(socket.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
    return from_errno(errno);
  ErrorCode error;
  socket_.assign(socket.get(), error);
  if (error) return error;
  static_cast<void>(socket.release());
  listen();
  return {};
}

void RuleTrace::listen() {
  socket_.async_wait(boost::asio::posix::descriptor_base::wait_read, lifetime_.when_over([this] {
    take_all();
    listen();
  }));
}

const std::vector<rules::TraceEvent>& RuleTrace::events() {
  if (socket_.is_open()) take_all();
  return events_;
}

// ENOBUFS, after the kernel had to drop some, is told once, and what follows is whole again.
void RuleTrace::take_all() {
  for (;;) {
    const ssize_t size =
        ::recv(socket_.native_handle(), buffer_.get(), datagram_bytes_max, MSG_DONTWAIT);
    if (size < 0 && (errno == EINTR || errno == ENOBUFS)) continue;
    if (size <= 0) return;
    take({buffer_.get(), static_cast<std::size_t>(size)});
  }
}

void RuleTrace::take(std::span<const std::byte> datagram) {
  for_each_message(datagram, [&](const nlmsghdr& header, std::span<const std::byte> body) {
    if (events_.size() == trace_events_max) return;
    if (auto event = rules::decode_trace_event(header.nlmsg_type, body))
      events_.push_back(std::move(*event));
  });
}

}  // namespace oakprobe::agent
