#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <span>

#include <sys/socket.h>

namespace oakprobe::net {

// The datagrams of one recvmmsg(2) call, Count at most, each with who sent it and with its control
// messages (packet information). Longer ones than Bytes come empty. For the stack: what is not used
// is never touched.
template <std::size_t Count, std::size_t Bytes>
class DatagramBatch {
 public:
  // error: errno where no datagram came: EAGAIN, or what was pending and is now cleared.
  struct Received {
    std::size_t count = 0;
    int error = 0;
  };

  DatagramBatch() {}  // NOLINT: uninitialised on purpose

  // Does not wait.
  [[nodiscard]] Received receive(int fd) {
    for (std::size_t i = 0; i < Count; ++i) {
      pieces_[i] = {bytes_[i].data(), Bytes};
      msghdr& header = messages_[i].msg_hdr;
      header = {};
      header.msg_name = &from_[i];
      header.msg_namelen = sizeof from_[i];
      header.msg_iov = &pieces_[i];
      header.msg_iovlen = 1;
      header.msg_control = control_[i].data();
      header.msg_controllen = control_[i].size();
    }
    const int got = ::recvmmsg(fd, messages_.data(), Count, MSG_DONTWAIT, nullptr);
    if (got < 0) return {0, errno};
    return {static_cast<std::size_t>(got), 0};
  }

  [[nodiscard]] std::span<std::byte> bytes(std::size_t i) {
    const bool cut = (messages_[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
    return std::span(bytes_[i]).first(cut ? 0 : messages_[i].msg_len);
  }
  [[nodiscard]] const sockaddr_storage& from(std::size_t i) const { return from_[i]; }
  [[nodiscard]] msghdr& header(std::size_t i) { return messages_[i].msg_hdr; }

  // Makes the datagram at i the next one to be sent back, its first `size` bytes as they stand now,
  // with the control messages that its header has now.
  void queue_answer(std::size_t i, std::size_t size) {
    pieces_[i].iov_len = size;
    asked_[answers_count_] = i;
    answers_[answers_count_] = messages_[i];
    answers_[answers_count_++].msg_hdr.msg_flags = 0;
  }

  // Sends the answers in order (sendmmsg(2)), and calls on_sent(i, errno or 0) for each.
  template <class OnSent>
  void send_answers(int fd, OnSent on_sent) {
    for (std::size_t done = 0; done < answers_count_;) {
      const auto left = static_cast<unsigned>(answers_count_ - done);
      const int sent = ::sendmmsg(fd, &answers_[done], left, MSG_DONTWAIT);
      if (sent <= 0) {  // the first one failed; what comes behind it may pass
        on_sent(asked_[done++], sent < 0 ? errno : EAGAIN);
        continue;
      }
      for (int i = 0; i < sent; ++i) on_sent(asked_[done++], 0);
    }
    answers_count_ = 0;
  }

 private:
  struct alignas(cmsghdr) Control : std::array<std::byte, 128> {};

  std::array<std::array<std::byte, Bytes>, Count> bytes_;
  std::array<sockaddr_storage, Count> from_;
  std::array<Control, Count> control_;
  std::array<iovec, Count> pieces_;
  std::array<mmsghdr, Count> messages_;
  std::array<mmsghdr, Count> answers_;
  std::array<std::size_t, Count> asked_;
  std::size_t answers_count_ = 0;
};

}  // namespace oakprobe::net
