#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>

#include <sys/socket.h>

namespace oakprobe::net {

// Datagrams of at most Bytes each, to as many destinations, for one sendmmsg(2) call.
template <std::size_t Count, std::size_t Bytes>
class OutgoingBatch {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool full() const { return size_ == Count; }
  void clear() { size_ = 0; }

  // Where the next one's `bytes` are to be written; the batch must not be full.
  [[nodiscard]] std::span<std::byte> add(const sockaddr* to, socklen_t to_size, std::size_t bytes) {
    std::memcpy(&to_[size_], to, to_size);
    pieces_[size_] = {bytes_[size_].data(), bytes};
    msghdr& header = messages_[size_].msg_hdr;
    header = {};
    header.msg_name = &to_[size_];
    header.msg_namelen = to_size;
    header.msg_iov = &pieces_[size_];
    header.msg_iovlen = 1;
    return std::span(bytes_[size_++]).first(bytes);
  }

  struct Sent {
    std::size_t count = 0;
    int error = 0;  // errno where none was sent: of the first one, or pending from earlier ones
  };

  // Sends what stands from `first` on, without waiting. Those behind one that fails stay unsent.
  [[nodiscard]] Sent send(int fd, std::size_t first) {
    const auto count = static_cast<unsigned>(size_ - first);
    const int sent = ::sendmmsg(fd, &messages_[first], count, MSG_DONTWAIT);
    if (sent <= 0) return {0, sent < 0 ? errno : EAGAIN};
    return {static_cast<std::size_t>(sent), 0};
  }

 private:
  std::array<std::array<std::byte, Bytes>, Count> bytes_;
  std::array<sockaddr_storage, Count> to_;
  std::array<iovec, Count> pieces_;
  std::array<mmsghdr, Count> messages_;
  std::size_t size_ = 0;
};

}  // namespace oakprobe::net
