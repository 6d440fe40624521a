#pragma once

#include "base/result.hpp"
#include "net/unique_fd.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>

namespace oakprobe::net {

// One message of the kernel's answer; valid during the visit only.
struct NetlinkMessage {
  std::uint16_t type = 0;
  std::span<const std::byte> body;  // what follows nlmsghdr
};

using NetlinkVisit = std::function<void(const NetlinkMessage&)>;

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

template <class T>
[[nodiscard]] std::span<const std::byte> bytes_of(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return std::as_bytes(std::span(&value, 1));
}

// The fixed structure at the beginning; nullopt: the bytes are too few.
template <class T>
[[nodiscard]] std::optional<T> struct_in(std::span<const std::byte> bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

// The attribute's payload in what follows the fixed structure of header_bytes; nullopt: not there.
[[nodiscard]] std::optional<std::span<const std::byte>> attribute_of(
    std::span<const std::byte> body, std::size_t header_bytes, std::uint16_t type
);

}  // namespace oakprobe::net
