#pragma once

#include "base/result.hpp"
#include "net/unique_fd.hpp"
#include "packets/captured_packet.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <linux/filter.h>
#include <sys/socket.h>

namespace oakprobe::net {

// For a burst that comes while the process is busy; the kernel counts about 800 bytes a probe.
inline constexpr int tap_buffer_bytes = 4 * 1024 * 1024;

using PacketVisit = std::function<void(const packets::CapturedPacket&)>;

// What one call of a tap's drain() takes at most, so that a flood does not starve the event loop.
inline constexpr std::size_t packets_per_drain = 1'024;

// One received packet: valid until the next receive().
struct ReceivedPacket {
  std::span<const std::byte> bytes;
  const sockaddr_storage& from;
  const msghdr& message;  // its control messages
};

// What packet taps and raw taps have in common: a non-blocking socket behind a filter.
class TapSocket {
 public:
  TapSocket() = default;
  explicit TapSocket(UniqueFd fd) : fd_(std::move(fd)) {}

  // socket(2), non-blocking and close-on-exec. Without CAP_NET_RAW: EPERM.
  [[nodiscard]] static Result<TapSocket> open(int family, int type, int protocol);

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] UniqueFd take() && { return std::move(fd_); }

  // Replaces the filter that there was, with no gap between.
  [[nodiscard]] ErrorCode attach(std::span<const sock_filter> filter) const;

  // Beyond net.core.rmem_max where CAP_NET_ADMIN allows it, else as much as there is.
  void set_buffer(int bytes) const;

  // nullopt: nothing is there now. A packet is never cut: there is room for the largest.
  [[nodiscard]] std::optional<ReceivedPacket> receive();

  // Throws away what is queued.
  void drain();

 private:
  UniqueFd fd_;
  std::vector<std::byte> buffer_;
  alignas(cmsghdr) std::array<std::byte, 256> control_{};
  sockaddr_storage from_{};
  msghdr message_{};
};

// The error of the last system call.
[[nodiscard]] ErrorCode last_error();

}  // namespace oakprobe::net
