#include "coordinator/cli/hidden_line.hpp"

#include "net/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace oakprobe::cli {
namespace {

constexpr std::size_t line_bytes_max = 1024;
constexpr std::array<int, 6> ending_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGALRM};

volatile std::sig_atomic_t pending_signal = 0;
void note(int signal_number) { pending_signal = signal_number; }

// While it lives, signals only interrupt read(); then what came is raised again.
class DeferredSignals {
 public:
  DeferredSignals() {
    pending_signal = 0;
    struct sigaction noting {};
    noting.sa_handler = note;  // no SA_RESTART: read() must return
    for (std::size_t i = 0; i < ending_signals.size(); ++i) {
      ::sigaction(ending_signals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler != SIG_IGN) ::sigaction(ending_signals[i], &noting, nullptr);
    }
  }
  DeferredSignals(const DeferredSignals&) = delete;
  DeferredSignals& operator=(const DeferredSignals&) = delete;
  ~DeferredSignals() {
    for (std::size_t i = 0; i < ending_signals.size(); ++i)
      ::sigaction(ending_signals[i], &before_[i], nullptr);
    if (pending_signal != 0) ::raise(pending_signal);
  }

 private:
  std::array<struct sigaction, ending_signals.size()> before_{};
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
std::string read_line(int terminal) {
  std::string line;
  line.reserve(line_bytes_max);  // never moved: no copy is left behind
  char byte = 0;
  while (pending_signal == 0 && line.size() < line_bytes_max) {
    const auto bytes = ::read(terminal, &byte, 1);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes == 1 && byte == '\n') return line;
    if (bytes <= 0) break;
    line += byte;
  }
  ::explicit_bzero(line.data(), line.size());
  return "";
}

}  // namespace

std::optional<std::string> read_hidden_line(const std::string& prompt) {
  const net::UniqueFd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.valid()) return std::nullopt;
  const DeferredSignals signals;  // goes last: by then the terminal is as before
  const EchoOff silence(terminal.get());
  write_to(terminal.get(), prompt);
  std::string line = read_line(terminal.get());
  write_to(terminal.get(), "\n");
  return line;
}

}  // namespace oakprobe::cli
