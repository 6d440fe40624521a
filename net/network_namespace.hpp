#pragma once

#include "net/unique_fd.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace oakprobe::net {

// The inode of this process's network namespace (network_namespaces(7)): processes of one machine
// with the same one share interfaces, addresses and ports. 0: could not be read.
[[nodiscard]] std::uint64_t network_namespace();

// The same of its UTS namespace (uts_namespaces(7)): with the same one they share the host name.
[[nodiscard]] std::uint64_t uts_namespace();
// That of another process; 0: it has ended, or may not be looked at.
[[nodiscard]] std::uint64_t network_namespace_of(std::int32_t pid);

// Another network namespace, in which sockets can be opened. A socket stays in the one that it was
// opened in, so only a short-lived thread ever enters it (setns(2)), and this process stays where
// it is. The namespace lives at least as long as this does.
class NetworkNamespace {
 public:
  // Of a running process. nullptr: it has ended, or the kernel lets this process not in (that takes
  // CAP_SYS_ADMIN, and for the process of another user CAP_SYS_PTRACE).
  [[nodiscard]] static std::shared_ptr<const NetworkNamespace> of_process(std::int32_t pid);

  // Calls action in a thread that is in there, and waits for its end. False: there is no such
  // thread to be had; it was not called.
  [[nodiscard]] bool run(const std::function<void()>& action) const;

  // socket(2) in there, closed on exec. Not valid: errno says why.
  [[nodiscard]] UniqueFd open_socket(int family, int type) const;

 private:
  explicit NetworkNamespace(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

}  // namespace oakprobe::net
