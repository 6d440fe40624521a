#include "net/child_process.hpp"

#include "base/check.hpp"
#include "net/unique_fd.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>

#include <sys/syscall.h>
#include <sys/wait.h>

namespace oakprobe::net {
namespace {

constexpr std::chrono::seconds kill_wait{2};

struct PipeEnds {
  UniqueFd read;
  UniqueFd write;
};

// Moved above the standard descriptors, which may be free if we were started without them: a
// dup2() onto one of them would then close another pipe.
Result<UniqueFd> above_standard(UniqueFd fd) {
  if (fd.get() > STDERR_FILENO) return fd;
  UniqueFd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!moved.valid()) return from_errno(errno);
  return moved;
}

Result<PipeEnds> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return from_errno(errno);
  PipeEnds pipe;
  pipe.read.reset(ends[0]);
  pipe.write.reset(ends[1]);
  auto read = above_standard(std::move(pipe.read));
  if (!read) return read.error();
  auto write = above_standard(std::move(pipe.write));
  if (!write) return write.error();
  pipe.read = std::move(*read);
  pipe.write = std::move(*write);
  return pipe;
}

// The attributes and file actions of one posix_spawnp().
class SpawnPlan {
 public:
  SpawnPlan(int input, int output, int errors) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    // What we inherited ourselves is not close-on-exec.
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    sigset_t all;
    sigset_t none;
    ::sigfillset(&all);
    ::sigemptyset(&none);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    );
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] Result<pid_t> spawn(std::vector<std::string>& arguments) const {
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, argv[0], &actions_, &attributes_, argv.data(), environ);
    if (error != 0) return from_errno(error);
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

ErrorCode take(ChildProcess::Pipe& pipe, UniqueFd& fd) {
  ErrorCode error;
  pipe.assign(fd.get(), error);
  if (!error) static_cast<void>(fd.release());
  return error;
}

}  // namespace

std::string to_string(ExitStatus status) {
  if (!status.by_signal) return "exit code " + std::to_string(status.value);
  const char* name = ::sigdescr_np(status.value);
  return "signal " + std::to_string(status.value) + " (" + (name != nullptr ? name : "?") + ")";
}

ChildProcess::ChildProcess(asio::any_io_executor executor, pid_t pid)
    : pid_(pid), input_(executor), output_(executor), errors_(executor), exit_watch_(executor) {}

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(
    asio::any_io_executor executor, std::vector<std::string> arguments
) {
  if (arguments.empty()) return from_errno(EINVAL);
  auto input = make_pipe();
  if (!input) return input.error();
  auto output = make_pipe();
  if (!output) return output.error();
  auto errors = make_pipe();
  if (!errors) return errors.error();

  const SpawnPlan plan(input->read.get(), output->write.get(), errors->write.get());
  const auto pid = plan.spawn(arguments);
  if (!pid) return pid.error();

  std::unique_ptr<ChildProcess> child(new ChildProcess(std::move(executor), *pid));
  UniqueFd watch(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));  // always close-on-exec
  if (!watch.valid()) return from_errno(errno);
  if (const auto error = take(child->input_, input->write)) return error;
  if (const auto error = take(child->output_, output->read)) return error;
  if (const auto error = take(child->errors_, errors->read)) return error;
  if (const auto error = take(child->exit_watch_, watch)) return error;
  return child;
}

ChildProcess::~ChildProcess() {
  if (reaped_) return;
  signal_group(SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<ExitStatus> ChildProcess::poll_exit() {
  if (status_) return status_;
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
    CHECK(errno == EINTR);  // nobody else reaps our children
    return std::nullopt;
  }
  if (info.si_pid == 0) return std::nullopt;
  status_.emplace(ExitStatus{info.si_code != CLD_EXITED, info.si_status});
  return status_;
}

asio::awaitable<Result<std::monostate>> ChildProcess::exit_event() {
  const auto [error] = co_await exit_watch_.async_wait(Pipe::wait_read, as_result);
  if (error) co_return error;
  co_return std::monostate();
}

asio::awaitable<std::optional<ExitStatus>> ChildProcess::wait_exit(TimePoint deadline) {
  while (!poll_exit()) {
    const auto event = co_await until(deadline, exit_event());
    if (!event || !*event) break;
  }
  co_return poll_exit();
}

void ChildProcess::signal_group(int signal_number) const {
  if (!reaped_) ::kill(-pid_, signal_number);
}

asio::awaitable<std::optional<ExitStatus>> ChildProcess::stop(std::chrono::milliseconds grace) {
  signal_group(SIGTERM);
  co_await wait_exit(Clock::now() + grace);
  signal_group(SIGKILL);
  co_return co_await wait_exit(Clock::now() + kill_wait);
}

void ChildProcess::reap() {
  if (reaped_) return;
  const int options = status_ ? 0 : WNOHANG;
  while (::waitpid(pid_, nullptr, options) < 0 && errno == EINTR) {
  }
  reaped_ = true;
}

}  // namespace oakprobe::net
