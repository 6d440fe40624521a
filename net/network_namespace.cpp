#include "net/network_namespace.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <string>
#include <system_error>
#include <thread>

#include <sys/socket.h>
#include <sys/stat.h>

namespace oakprobe::net {
namespace {

std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::string path_of(std::int32_t pid) { return "/proc/" + std::to_string(pid) + "/ns/net"; }

}  // namespace

std::uint64_t network_namespace() { return inode_of("/proc/self/ns/net"); }

std::uint64_t uts_namespace() { return inode_of("/proc/self/ns/uts"); }

std::uint64_t network_namespace_of(std::int32_t pid) { return inode_of(path_of(pid)); }

std::shared_ptr<const NetworkNamespace> NetworkNamespace::of_process(std::int32_t pid) {
  UniqueFd fd(::open(path_of(pid).c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return nullptr;
  const std::shared_ptr<const NetworkNamespace> found(new NetworkNamespace(std::move(fd)));
  return found->run([] {}) ? found : nullptr;
}

bool NetworkNamespace::run(const std::function<void()>& action) const {
  bool entered = false;
  try {
    std::thread([&] {
      entered = ::setns(fd_.get(), CLONE_NEWNET) == 0;
      if (entered) action();
    }).join();
  } catch (const std::system_error&) {  // no thread to be had
    return false;
  }
  return entered;
}

UniqueFd NetworkNamespace::open_socket(int family, int type) const {
  int fd = -1;
  int error = EPERM;
  const bool entered = run([&] {
    fd = ::socket(family, type | SOCK_CLOEXEC, 0);
    error = errno;
  });
  if (!entered || fd < 0) errno = error;
  return UniqueFd(fd);
}

}  // namespace oakprobe::net
