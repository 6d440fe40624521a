#pragma once

#include "base/result.hpp"
#include "net/unique_fd.hpp"

#include <chrono>

#include <sys/types.h>

namespace oakprobe::fleet {

// A tiny process that outlives the coordinator however that ends, SIGKILL included, and ends the
// agents' process groups that are left. It knows by the closing of a socket whose other end only
// the coordinator holds. Within 3 s of the coordinator's end nothing of a check runs.
class Undertaker {
 public:
  // Forks: only while the process has one thread, and no io_context.
  [[nodiscard]] static Result<Undertaker> start();

  Undertaker(Undertaker&&) noexcept;
  Undertaker& operator=(Undertaker&&) = delete;
  Undertaker(const Undertaker&) = delete;
  Undertaker& operator=(const Undertaker&) = delete;
  ~Undertaker();  // ends the groups that are left, and waits until that is done

  // Around the start of an agent's command, so that a command started in the very moment of the
  // coordinator's death is found too.
  void starting();
  void started(pid_t group);
  void start_failed();

  // Before the group's leader is reaped: its number is another's from then on.
  void ended(pid_t group);

 private:
  Undertaker(net::UniqueFd socket, pid_t pid);

  net::UniqueFd socket_;
  pid_t pid_;
};

}  // namespace oakprobe::fleet
