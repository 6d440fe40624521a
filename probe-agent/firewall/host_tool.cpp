#include "probe-agent/firewall/host_tool.hpp"

#include "net/child_process.hpp"
#include "net/unique_fd.hpp"
#include "probe-agent/clock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace oakprobe::agent {
namespace {

constexpr std::array tool_folders{"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/sbin/"};

// In the new process, which becomes the tool.
[[noreturn]] void become_tool(
    const std::string& path, std::span<const char* const> arguments, int output, pid_t reader
) {
  (void)::setpgid(0, 0);
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != reader) ::_exit(127);
  const rlimit seconds{tool_patience.count(), tool_patience.count()};
  (void)::setrlimit(RLIMIT_CPU, &seconds);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  for (const int standard : {STDIN_FILENO, STDERR_FILENO})
    if (::dup2(nothing, standard) < 0) ::close(standard);
  if (::dup2(output, STDOUT_FILENO) < 0) ::_exit(127);
  std::vector<char*> argv{const_cast<char*>(path.c_str())};
  for (const char* argument : arguments) argv.push_back(const_cast<char*>(argument));
  argv.push_back(nullptr);
  std::array environment{const_cast<char*>("LC_ALL=C"), static_cast<char*>(nullptr)};
  ::execve(argv[0], argv.data(), environment.data());
  ::_exit(127);
}

ToolText failed(std::string why) { return {ToolState::failed, std::move(why)}; }

// A tool that was started, until it is reaped.
class RunningTool {
 public:
  RunningTool(pid_t pid, net::UniqueFd output)
      : pid_(pid),
        output_(std::move(output)),
        end_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}
  RunningTool(const RunningTool&) = delete;
  RunningTool& operator=(const RunningTool&) = delete;
  ~RunningTool() {
    if (pid_ > 0) (void)end(true);
  }

  ToolText take_all(int owner) {
    const TimePoint deadline = Clock::now() + tool_patience;
    ToolText taken{ToolState::read, ""};
    while (output_.valid() || !has_ended_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return failed("takes longer than 5 s");
      std::array<pollfd, 3> watched{
          {{output_.get(), POLLIN, 0}, {end_.get(), 0, 0}, {owner, 0, 0}}};
      if (!has_ended_) watched[1].events = POLLIN;
      if (::poll(watched.data(), watched.size(), static_cast<int>(left.count())) < 0) {
        if (errno == EINTR) continue;
        return failed("cannot be waited for");
      }
      if (watched[2].revents != 0) return failed("is not wanted any more");
      if ((watched[1].revents & POLLIN) != 0) has_ended_ = true;
      if (watched[0].revents != 0 && !take_some(taken.text))
        return failed("prints more than 16 MB");
    }
    const auto status = end(false);
    if (status == net::ExitStatus()) return taken;
    return failed("ended with " + net::to_string(status));
  }

 private:
  // False: it is too much.
  bool take_some(std::string& text) {
    std::array<char, 65'536> buffer;
    const ssize_t size = ::read(output_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return true;
    if (size <= 0) {
      output_.reset();
      return true;
    }
    text.append(buffer.data(), static_cast<std::size_t>(size));
    return text.size() <= tool_output_bytes_max;
  }

  net::ExitStatus end(bool kill) {
    const pid_t pid = std::exchange(pid_, -1);
    if (kill) {
      (void)::kill(-pid, SIGKILL);
      (void)::kill(pid, SIGKILL);  // it may have no group yet
    }
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) return {false, WEXITSTATUS(status)};
    return {true, WTERMSIG(status)};
  }

  pid_t pid_;
  net::UniqueFd output_;
  net::UniqueFd end_;
  bool has_ended_ = false;
};

}  // namespace

std::string tool_path(const std::string& name) {
  for (const char* folder : tool_folders)
    if (::access((folder + name).c_str(), X_OK) == 0) return folder + name;
  return "";
}

ToolText run_tool(const std::string& path, std::span<const char* const> arguments, int owner) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed("cannot be heard");
  net::UniqueFd output(ends[0]);
  net::UniqueFd input(ends[1]);
  const pid_t self = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return failed("cannot be started");
  if (pid == 0) become_tool(path, arguments, input.get(), self);
  input.reset();
  return RunningTool(pid, std::move(output)).take_all(owner);
}

}  // namespace oakprobe::agent
