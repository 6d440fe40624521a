#pragma once

#include "net/unique_fd.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace oakprobe::net {

// The inode of this process's network namespace (network_namespaces(7)): processes of one machine
// with the same one share interfaces, addresses and ports. 0: could not be read.
[[nodiscard]] std::uint64_t network_namespace();

// The same of its UTS namespace (uts_namespaces(7)): with the same one they share the host name.
[[nodiscard]] std::uint64_t uts_namespace();
// That of another process; 0: it has ended, or may not be looked at.
[[nodiscard]] std::uint64_t network_namespace_of(std::int32_t pid);

// Another network namespace, in which sockets can be opened. A thread entered it (setns(2)), and
// waits there; this process stays where it is. So what entering takes can be given up afterwards.
// The namespace lives at least as long as this does.
class NetworkNamespace {
 public:
  // Of a running process. nullptr: it has ended, or the kernel lets this process not in (that takes
  // CAP_SYS_ADMIN, and for the process of another user CAP_SYS_PTRACE).
  [[nodiscard]] static std::shared_ptr<const NetworkNamespace> of_process(std::int32_t pid);

  NetworkNamespace(const NetworkNamespace&) = delete;
  NetworkNamespace& operator=(const NetworkNamespace&) = delete;
  ~NetworkNamespace();

  // Calls action in a new thread that is in there, and waits for its end. False: there is no such
  // thread to be had; it was not called.
  [[nodiscard]] bool run(const std::function<void()>& action) const;

  // socket(2) in there, closed on exec. Not valid: errno says why.
  [[nodiscard]] UniqueFd open_socket(int family, int type) const;

  // Calls action in the very thread that waits there, and waits for its end. What that gives up,
  // the threads of run() don't have.
  void in_its_thread(const std::function<void()>& action) const;

 private:
  NetworkNamespace() = default;
  void stay_in(const UniqueFd& fd, std::promise<bool> entered);

  mutable boost::asio::io_context requests_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_{
      requests_.get_executor()};
  std::thread thread_;
};

}  // namespace oakprobe::net
