#include "coordinator/cli/hidden_line.hpp"

#include "net/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace oakprobe::cli {
namespace {

constexpr std::size_t line_bytes_max = 1024;
constexpr std::array<int, 6> taken_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGALRM};

volatile std::sig_atomic_t pending_signal = 0;
void note(int signal_number) { pending_signal = signal_number; }

// While it lives, signals come only while can_read() waits; then what came is raised again.
class DeferredSignals {
 public:
  DeferredSignals() {
    pending_signal = 0;
    sigset_t held;
    ::sigemptyset(&held);
    for (const int signal_number : taken_signals) ::sigaddset(&held, signal_number);
    ::pthread_sigmask(SIG_BLOCK, &held, &mask_before_);
    struct sigaction noting {};
    noting.sa_handler = note;
    for (std::size_t i = 0; i < taken_signals.size(); ++i) {
      ::sigaction(taken_signals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler != SIG_IGN) ::sigaction(taken_signals[i], &noting, nullptr);
    }
  }
  DeferredSignals(const DeferredSignals&) = delete;
  DeferredSignals& operator=(const DeferredSignals&) = delete;
  ~DeferredSignals() {
    for (std::size_t i = 0; i < taken_signals.size(); ++i)
      ::sigaction(taken_signals[i], &before_[i], nullptr);
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    if (pending_signal != 0) ::raise(pending_signal);
  }

  // False: a signal came first. The mask changes with the wait (ppoll(2)), so that none is missed.
  [[nodiscard]] bool can_read(int terminal) const {
    pollfd watched{terminal, POLLIN, 0};
    while (pending_signal == 0) {
      if (::ppoll(&watched, 1, nullptr, &mask_before_) > 0) return true;
      if (errno != EINTR) return false;
    }
    return false;
  }

 private:
  sigset_t mask_before_{};
  std::array<struct sigaction, taken_signals.size()> before_{};
};

class EchoOff {
 public:
  explicit EchoOff(int terminal) : terminal_(terminal) {
    ::tcgetattr(terminal_, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
    ::tcsetattr(terminal_, TCSAFLUSH, &silent);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff() { ::tcsetattr(terminal_, TCSAFLUSH, &before_); }

 private:
  int terminal_;
  termios before_{};
};

void write_to(int terminal, const std::string& text) {
  static_cast<void>(::write(terminal, text.data(), text.size()) < 0);
}

// Empty: the line was empty, too long, or did not end.
std::string read_line(int terminal, const DeferredSignals& signals) {
  std::string line;
  line.reserve(line_bytes_max);  // never moved: no copy is left behind
  char byte = 0;
  while (line.size() < line_bytes_max && signals.can_read(terminal)) {
    if (::read(terminal, &byte, 1) != 1) break;
    if (byte == '\n') return line;
    line += byte;
  }
  ::explicit_bzero(line.data(), line.size());
  return "";
}

std::string ask(int terminal, const std::string& prompt) {
  const DeferredSignals signals;  // goes last: by then the terminal is as before
  const EchoOff silence(terminal);
  write_to(terminal, prompt);
  std::string line = read_line(terminal, signals);
  write_to(terminal, "\n");
  return line;
}

}  // namespace

std::optional<std::string> read_hidden_line(const std::string& prompt) {
  const net::UniqueFd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.valid()) return std::nullopt;
  while (true) {
    std::string line = ask(terminal.get(), prompt);
    if (pending_signal != SIGTSTP) return line;  // else: stopped (Ctrl-Z), and here again
  }
}

}  // namespace oakprobe::cli
