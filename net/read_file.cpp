#include "net/read_file.hpp"

#include "net/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

namespace oakprobe::net {

Result<std::string> read_first(int fd, std::size_t bytes_max) {
  std::string text;
  std::array<char, 16'384> piece;  // not zeroed: a machine has thousands of small files
  while (text.size() < bytes_max) {
    const auto wanted = std::min(piece.size(), bytes_max - text.size());
    const ssize_t got = ::read(fd, piece.data(), wanted);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return from_errno(errno);
    if (got == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return text;
}

Result<std::string> read_regular(int fd, std::size_t bytes_max) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return from_errno(errno);
  if (!S_ISREG(status.st_mode)) return from_errno(ENOTSUP);
  auto text = read_first(fd, bytes_max + 1);
  if (text && text->size() > bytes_max) return from_errno(EFBIG);
  return text;
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  // Not blocking: opening a FIFO that nobody writes to would wait for ever.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.valid()) return from_errno(errno);
  return read_regular(file.get(), bytes_max);
}

}  // namespace oakprobe::net
