#pragma once

#include <array>
#include <ostream>
#include <streambuf>

namespace oakprobe::app {

// Writes to a file, a pipe or a device, in large pieces. Where a pipe is full it waits for its
// reader, also of a descriptor that would not block.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int fd);  // not owned

  [[nodiscard]] int error() const { return error_; }  // errno of the first write that failed, or 0

 protected:
  int_type overflow(int_type byte) override;
  int sync() override;

 private:
  [[nodiscard]] bool write_out();

  int fd_;
  int error_ = 0;
  std::array<char, 65'536> buffer_;
};

}  // namespace oakprobe::app
