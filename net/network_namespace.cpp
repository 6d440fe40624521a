#include "net/network_namespace.hpp"

#include <boost/asio/post.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <string>
#include <system_error>
#include <utility>

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
  const UniqueFd fd(::open(path_of(pid).c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return nullptr;
  const std::shared_ptr<NetworkNamespace> found(new NetworkNamespace);
  std::promise<bool> entered;
  auto result = entered.get_future();
  try {
    found->thread_ =
        std::thread(&NetworkNamespace::stay_in, found.get(), std::cref(fd), std::move(entered));
  } catch (const std::system_error&) {  // no thread to be had
    return nullptr;
  }
  return result.get() ? found : nullptr;
}

NetworkNamespace::~NetworkNamespace() {
  open_.reset();
  if (thread_.joinable()) thread_.join();
}

void NetworkNamespace::stay_in(const UniqueFd& fd, std::promise<bool> entered) {
  const bool is_in = ::setns(fd.get(), CLONE_NEWNET) == 0;
  entered.set_value(is_in);  // fd is the caller's, who waits no longer
  if (is_in) requests_.run();
}

// A thread is where its parent is.
bool NetworkNamespace::run(const std::function<void()>& action) const {
  std::promise<void> promise;
  auto called = promise.get_future();
  boost::asio::post(requests_, [&action, promise = std::move(promise)]() mutable {
    try {
      std::thread([&action, promise = std::move(promise)]() mutable {
        action();
        promise.set_value();
      }).detach();
    } catch (const std::system_error&) {  // no thread to be had: the promise is broken
    }
  });
  try {
    called.get();
  } catch (const std::future_error&) {
    return false;
  }
  return true;
}

UniqueFd NetworkNamespace::open_socket(int family, int type) const {
  int fd = -1;
  int error = 0;
  in_its_thread([&] {
    fd = ::socket(family, type | SOCK_CLOEXEC, 0);
    error = errno;
  });
  if (fd < 0) errno = error;
  return UniqueFd(fd);
}

void NetworkNamespace::in_its_thread(const std::function<void()>& action) const {
  std::promise<void> promise;
  auto called = promise.get_future();
  boost::asio::post(requests_, [&action, promise = std::move(promise)]() mutable {
    action();
    promise.set_value();
  });
  called.get();
}

}  // namespace oakprobe::net
