#include "coordinator/cli/hidden_line.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <sys/wait.h>

namespace oakprobe::cli {
namespace {

constexpr int no_terminal = 7;
constexpr int other_line = 8;

// A process on a terminal of its own that asks for "oak".
class Asker {
 public:
  Asker() {
    pid_ = ::forkpty(&master_, nullptr, nullptr, nullptr);
    if (pid_ != 0) return;
    const auto line = read_hidden_line("Word: ");
    ::_exit(!line ? no_terminal : *line == "oak" ? 0 : other_line);
  }
  ~Asker() {
    if (status_ < 0) ::kill(pid_, SIGKILL);
    static_cast<void>(wait());
    ::close(master_);
  }
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  // What the terminal showed, up to these words.
  std::string shown_until(const std::string& words) {
    std::string shown;
    char byte = 0;
    while (shown.find(words) == std::string::npos && ::read(master_, &byte, 1) == 1) shown += byte;
    return shown;
  }
  void type(const std::string& text) const {
    ASSERT_EQ(::write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void send(int signal_number) const { ::kill(pid_, signal_number); }
  bool echoes() const {
    termios now{};
    return ::tcgetattr(master_, &now) == 0 && (now.c_lflag & ECHO) != 0;
  }
  int wait() {
    while (status_ < 0 && ::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    return status_;
  }

 private:
  pid_t pid_ = -1;
  int master_ = -1;
  int status_ = -1;
};

TEST(HiddenLine, IsReadWithoutEcho) {
  Asker asker;
  EXPECT_TRUE(asker.shown_until("Word: ").ends_with("Word: "));
  EXPECT_FALSE(asker.echoes());
  asker.type("oak\n");
  EXPECT_EQ(asker.shown_until("\n").find("oak"), std::string::npos);
  EXPECT_EQ(asker.wait(), 0);
  EXPECT_TRUE(asker.echoes());
}

TEST(HiddenLine, LeavesTheTerminalAsItWasWhenASignalEndsIt) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    SCOPED_TRACE(signal_number);
    Asker asker;
    asker.shown_until("Word: ");
    asker.send(signal_number);
    asker.shown_until("\n");  // written when the line is given up
    const int status = asker.wait();
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), signal_number);
    EXPECT_TRUE(asker.echoes());
  }
}

// Here it is not even stopped: nobody could wake a session's only process group (setpgid(2)).
TEST(HiddenLine, AsksAnewAfterAStop) {
  Asker asker;
  asker.shown_until("Word: ");
  asker.type("half");
  asker.send(SIGTSTP);
  asker.shown_until("Word: ");
  EXPECT_FALSE(asker.echoes());
  asker.type("oak\n");
  EXPECT_EQ(asker.wait(), 0);
}

TEST(HiddenLine, NeedsATerminal) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setsid();
    ::_exit(read_hidden_line("Word: ") ? other_line : no_terminal);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_EQ(WEXITSTATUS(status), no_terminal);
}

}  // namespace
}  // namespace oakprobe::cli
