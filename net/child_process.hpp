#pragma once

#include "base/result.hpp"
#include "net/deadline.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sys/types.h>

namespace oakprobe::net {

struct ExitStatus {
  bool by_signal = false;
  int value = 0;  // the exit code, or the signal's number

  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

// "exit code 255", "signal 9 (Killed)".
[[nodiscard]] std::string to_string(ExitStatus status);

// A command with pipes to its standard input, output and error, in a process group of its own: what
// it starts can be ended with it, and a terminal's Ctrl-C does not reach it. Nothing else of ours
// is open in it, so that no sibling keeps a pipe alive. Needs Linux 5.4 (pidfd).
class ChildProcess {
 public:
  using Pipe = asio::posix::stream_descriptor;

  // No shell: the first argument is looked up in PATH. The error is exec's own: ENOENT, EACCES …
  [[nodiscard]] static Result<std::unique_ptr<ChildProcess>> start(
      asio::any_io_executor executor, std::vector<std::string> arguments
  );

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();  // kills and reaps what stop() and reap() did not

  [[nodiscard]] Pipe& input() { return input_; }
  [[nodiscard]] Pipe& output() { return output_; }
  [[nodiscard]] Pipe& errors() { return errors_; }
  [[nodiscard]] pid_t group() const { return pid_; }  // its leader's process id

  // How the command ended; nullopt: not before the deadline. It stays a zombie, and its group's
  // number taken, until reap().
  [[nodiscard]] asio::awaitable<std::optional<ExitStatus>> wait_exit(TimePoint deadline);

  // To every process of the group. Harmless after the end, until reap().
  void signal_group(int signal_number) const;

  // SIGTERM to the group, and SIGKILL when the grace is over or the leader has ended. nullopt: even
  // SIGKILL did not end it for 2 s (it sleeps in the kernel); it is left to init then.
  [[nodiscard]] asio::awaitable<std::optional<ExitStatus>> stop(std::chrono::milliseconds grace);

  // After stop(). The group's number is free for others from now on.
  void reap();

 private:
  ChildProcess(asio::any_io_executor executor, pid_t pid);
  [[nodiscard]] std::optional<ExitStatus> poll_exit();
  [[nodiscard]] asio::awaitable<Result<std::monostate>> exit_event();

  pid_t pid_;
  bool reaped_ = false;
  std::optional<ExitStatus> status_;
  Pipe input_;
  Pipe output_;
  Pipe errors_;
  Pipe exit_watch_;  // a pidfd: readable once the leader has ended
};

}  // namespace oakprobe::net
