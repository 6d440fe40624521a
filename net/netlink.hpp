#pragma once

#include "base/result.hpp"
#include "net/unique_fd.hpp"
#include "packets/netlink_message.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace oakprobe::net {

using NetlinkVisit = std::function<void(const packets::NetlinkMessage&)>;

// Puts questions to the kernel (netlink(7)), one at a time, over one socket. Not for several
// threads.
class NetlinkSocket {
 public:
  // protocol: NETLINK_ROUTE and so on. Where the kernel gives no socket, each question's error is
  // the reason.
  explicit NetlinkSocket(int protocol);

  // Visits the answers. The flags are NLM_F_DUMP for a list, 0 for a single thing. The kernel
  // answers at once; an error is the kernel's own (ENOENT, EPERM …), or ETIMEDOUT after 2 s without
  // an answer, which is dropped should it come later.
  [[nodiscard]] ErrorCode ask(
      std::uint16_t type,
      std::uint16_t flags,
      std::span<const std::byte> body,
      const NetlinkVisit& visit
  );

 private:
  UniqueFd fd_;
  ErrorCode unopened_;
  std::uint32_t sequence_ = 0;  // of the latest question
  std::unique_ptr<std::byte[]> buffer_;
};

// One question over a socket of its own.
[[nodiscard]] ErrorCode ask_kernel(
    int netlink_protocol,
    std::uint16_t type,
    std::uint16_t flags,
    std::span<const std::byte> body,
    const NetlinkVisit& visit
);

}  // namespace oakprobe::net
