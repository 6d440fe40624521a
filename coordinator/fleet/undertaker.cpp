#include "coordinator/fleet/undertaker.hpp"

#include "coordinator/fleet/leftover_groups.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <utility>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace oakprobe::fleet {
namespace {

enum class Event : std::uint8_t { starting, started, start_failed, ended };

struct Notice {
  Event event{};
  pid_t group = 0;
};

void send_notice(const net::UniqueFd& socket, Event event, pid_t group) {
  if (!socket.valid()) return;
  const Notice notice{event, group};
  // Blocks while 200 notices are unread, which only a stopped undertaker lets happen.
  while (::send(socket.get(), &notice, sizeof notice, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

// Nothing of the coordinator stays open: who reads its output must see the end of it.
void let_go_of_everything_but(int socket) {
  ::setsid();
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT})
    ::signal(signal_number, SIG_IGN);
  ::prctl(PR_SET_NAME, "oakprobe-undert");
  constexpr int kept = STDERR_FILENO + 1;
  ::dup2(socket, kept);
  ::close_range(kept + 1, ~0U, 0);
  const int null = ::open("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (null >= 0)
      ::dup2(null, standard);
    else
      ::close(standard);
  }
  if (null > kept) ::close(null);
  static_cast<void>(::chdir("/") == 0);  // or a mounted directory stays busy
}

[[noreturn]] void watch(int socket, std::string mark) {
  let_go_of_everything_but(socket);
  socket = STDERR_FILENO + 1;
  LeftoverGroups groups(std::move(mark));
  while (true) {
    Notice notice;
    const auto bytes = ::recv(socket, &notice, sizeof notice, 0);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes != sizeof notice) break;
    switch (notice.event) {
      case Event::starting:
        groups.starting();
        break;
      case Event::started:
        groups.started(notice.group);
        break;
      case Event::start_failed:
        groups.start_failed();
        break;
      case Event::ended:
        groups.ended(notice.group);
        break;
    }
  }
  groups.end_all();
  ::_exit(0);
}

}  // namespace

Result<Undertaker> Undertaker::start() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return from_errno(errno);
  net::UniqueFd ours(ends[0]);
  net::UniqueFd its(ends[1]);
  // Agents' commands inherit it: what a command started late is known by is its environment.
  const std::string mark = std::to_string(::getpid()) + "-" + std::to_string(::time(nullptr));
  ::setenv(run_mark_variable, mark.c_str(), 1);
  const pid_t pid = ::fork();
  if (pid < 0) return from_errno(errno);
  if (pid == 0) watch(its.get(), mark);
  return Undertaker(std::move(ours), pid);
}

Undertaker::Undertaker(net::UniqueFd socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

Undertaker::Undertaker(Undertaker&& other) noexcept
    : socket_(std::move(other.socket_)), pid_(std::exchange(other.pid_, -1)) {}

Undertaker::~Undertaker() {
  socket_.reset();
  if (pid_ < 0) return;
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Undertaker::starting() { send_notice(socket_, Event::starting, 0); }
void Undertaker::started(pid_t group) { send_notice(socket_, Event::started, group); }
void Undertaker::start_failed() { send_notice(socket_, Event::start_failed, 0); }
void Undertaker::ended(pid_t group) { send_notice(socket_, Event::ended, group); }

}  // namespace oakprobe::fleet
