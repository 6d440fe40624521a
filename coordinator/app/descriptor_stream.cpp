#include "coordinator/app/descriptor_stream.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace oakprobe::app {

DescriptorBuffer::DescriptorBuffer(int fd) : fd_(fd) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

bool DescriptorBuffer::write_out() {
  const char* unwritten = pbase();
  while (error_ == 0 && unwritten < pptr()) {
    const auto bytes = ::write(fd_, unwritten, static_cast<std::size_t>(pptr() - unwritten));
    if (bytes >= 0) {
      unwritten += bytes;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd writable{fd_, POLLOUT, 0};
      if (::poll(&writable, 1, -1) < 0 && errno != EINTR) error_ = errno;
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type byte) {
  if (!write_out()) return traits_type::eof();
  if (!traits_type::eq_int_type(byte, traits_type::eof())) sputc(traits_type::to_char_type(byte));
  return traits_type::not_eof(byte);
}

int DescriptorBuffer::sync() { return write_out() ? 0 : -1; }

}  // namespace oakprobe::app
