#include "net/netlink.hpp"

#include <cerrno>
#include <vector>

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace oakprobe::net {
namespace {

// The kernel fills at most 32 KiB at once (netlink(7), NLMSG_GOODSIZE).
constexpr std::size_t kernel_answer_bytes_max = 64U * 1024;

ErrorCode system_error(int error) { return {error, boost::system::system_category()}; }

std::vector<std::byte> message_of(
    std::uint16_t type, std::uint16_t flags, std::uint32_t sequence, std::span<const std::byte> body
) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + body.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  header.nlmsg_seq = sequence;
  std::vector<std::byte> message;
  for (const auto part : {packets::bytes_of(header), body}) {
    message.insert(message.end(), part.begin(), part.end());
  }
  return message;
}

// What an answer's messages say together: more is to come, or the end, perhaps with an error.
std::optional<int> visit_messages(
    std::span<const std::byte> answer, std::uint32_t sequence, bool list, const NetlinkVisit& visit
) {
  while (const auto header = packets::struct_in<nlmsghdr>(answer)) {
    if (header->nlmsg_len < sizeof *header || header->nlmsg_len > answer.size()) return EBADMSG;
    const auto body = answer.first(header->nlmsg_len).subspan(sizeof *header);
    answer = answer.subspan(std::min(packets::netlink_aligned(header->nlmsg_len), answer.size()));
    if (header->nlmsg_seq != sequence) continue;  // a late answer to an earlier question
    if (header->nlmsg_type == NLMSG_DONE) return 0;
    if (header->nlmsg_type == NLMSG_ERROR) {
      const auto error = packets::struct_in<nlmsgerr>(body);
      return error ? -error->error : EBADMSG;
    }
    if (header->nlmsg_type != NLMSG_NOOP) visit({header->nlmsg_type, body});
    if (!list) return 0;
  }
  return std::nullopt;
}

}  // namespace

NetlinkSocket::NetlinkSocket(int protocol)
    : fd_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)) {
  if (!fd_.valid()) {
    unopened_ = system_error(errno);
    return;
  }
  const timeval patience{2, 0};
  (void)::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  buffer_ = std::make_unique_for_overwrite<std::byte[]>(kernel_answer_bytes_max);
}

ErrorCode NetlinkSocket::ask(
    std::uint16_t type,
    std::uint16_t flags,
    std::span<const std::byte> body,
    const NetlinkVisit& visit
) {
  if (!fd_.valid()) return unopened_;
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const auto question = message_of(type, flags, ++sequence_, body);
  const auto* const to = reinterpret_cast<const sockaddr*>(&kernel);
  if (::sendto(fd_.get(), question.data(), question.size(), 0, to, sizeof kernel) < 0) {
    return system_error(errno);
  }
  const bool list = (flags & NLM_F_DUMP) == NLM_F_DUMP;
  while (true) {
    const ssize_t size = ::recv(fd_.get(), buffer_.get(), kernel_answer_bytes_max, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return system_error(errno == EAGAIN ? ETIMEDOUT : errno);
    const std::span<const std::byte> answer(buffer_.get(), static_cast<std::size_t>(size));
    if (const auto end = visit_messages(answer, sequence_, list, visit)) return system_error(*end);
  }
}

ErrorCode ask_kernel(
    int netlink_protocol,
    std::uint16_t type,
    std::uint16_t flags,
    std::span<const std::byte> body,
    const NetlinkVisit& visit
) {
  return NetlinkSocket(netlink_protocol).ask(type, flags, body, visit);
}

}  // namespace oakprobe::net
