#include "net/proc_file.hpp"

#include "net/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

namespace oakprobe::net {
namespace {

bool is_regular(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

// Not blocking: opening a FIFO that nobody writes to would wait for ever.
constexpr int for_reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

std::optional<std::string> read_all(const UniqueFd& fd, std::size_t bytes_max) {
  if (!fd.valid() || !is_regular(fd.get())) return std::nullopt;
  std::string text;
  std::array<char, 16'384> piece;  // not zeroed: a machine has thousands of these files
  ssize_t got = 0;
  do {
    got = ::read(fd.get(), piece.data(), piece.size());
    if (got > 0) text.append(piece.data(), static_cast<std::size_t>(got));
  } while ((got > 0 && text.size() <= bytes_max) || (got < 0 && errno == EINTR));
  if (got < 0 || text.size() > bytes_max) return std::nullopt;
  return text;
}

}  // namespace

std::optional<std::string> read_small_file(const std::string& path, std::size_t bytes_max) {
  return read_all(UniqueFd(::open(path.c_str(), for_reading)), bytes_max);
}

std::optional<std::string> read_end_of_file(const std::string& path, std::size_t bytes_max) {
  const UniqueFd fd(::open(path.c_str(), for_reading));
  struct stat status {};
  if (!fd.valid() || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return std::nullopt;
  const auto size = static_cast<std::size_t>(status.st_size);
  const std::size_t begin = size > bytes_max ? size - bytes_max : 0;
  std::string text(size - begin, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto at = static_cast<off_t>(begin + filled);
    const ssize_t got = ::pread(fd.get(), text.data() + filled, text.size() - filled, at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;  // it has become shorter
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  if (begin > 0 && !text.empty()) text.erase(0, std::min(text.find('\n'), text.size() - 1) + 1);
  return text;
}

std::optional<std::string> read_small_file_below(
    const std::string& root, const char* folder, const char* name, std::size_t bytes_max
) {
  constexpr int to_walk = O_PATH | O_DIRECTORY | O_CLOEXEC;
  const UniqueFd top(::open(root.c_str(), to_walk));
  if (!top.valid()) return std::nullopt;
  const UniqueFd middle(::openat(top.get(), folder, to_walk | O_NOFOLLOW));
  if (!middle.valid()) return std::nullopt;
  return read_all(UniqueFd(::openat(middle.get(), name, for_reading | O_NOFOLLOW)), bytes_max);
}

}  // namespace oakprobe::net
