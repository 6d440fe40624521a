#include "coordinator/app/state_file.hpp"

#include "base/result.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include <sys/file.h>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;

std::string directory_of(const std::string& file) {
  const fs::path parent = fs::path(file).parent_path();
  return parent.empty() ? "." : parent.string();
}

// 0, or errno.
int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const auto bytes = ::write(fd, content.data(), content.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(bytes));
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

// A rename is on the disk when its directory is.
void sync_directory(const std::string& directory) {
  const net::UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.valid()) static_cast<void>(::fsync(fd.get()) != 0);  // some file systems have no such
}

}  // namespace

std::optional<std::string> replace_file(const std::string& file, std::string_view content) {
  const std::string directory = directory_of(file);
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return error.message();
  std::string beside = file + ".XXXXXX";
  net::UniqueFd fd(::mkostemp(beside.data(), O_CLOEXEC));
  if (!fd.valid()) return from_errno(errno).message();
  int failed = write_all(fd.get(), content);
  fd.reset();
  if (failed == 0 && std::rename(beside.c_str(), file.c_str()) != 0) failed = errno;
  if (failed != 0) {
    ::unlink(beside.c_str());
    return from_errno(failed).message();
  }
  sync_directory(directory);
  return std::nullopt;
}

std::optional<std::string> put_aside(const std::string& file) {
  constexpr int kept_max = 100;
  for (int number = 1; number <= kept_max; ++number) {
    const std::string aside = file + ".damaged" + (number == 1 ? "" : "." + std::to_string(number));
    std::error_code error;
    if (fs::exists(fs::symlink_status(aside, error))) continue;
    fs::rename(file, aside, error);
    return error ? std::nullopt : std::optional(aside);
  }
  return std::nullopt;
}

FileLock::FileLock(const std::string& file) {
  std::error_code error;
  fs::create_directories(directory_of(file), error);
  lock_.reset(::open((file + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock_.valid()) return;
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) {
    outcome_ = Outcome::held;
  } else if (errno == EWOULDBLOCK) {
    outcome_ = Outcome::held_elsewhere;
  }
}

// A child that was forked meanwhile has the same lock: it ends here, not with the last descriptor.
FileLock::~FileLock() {
  if (lock_.valid()) ::flock(lock_.get(), LOCK_UN);
}

}  // namespace oakprobe::app
