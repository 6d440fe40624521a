#include "tests/support/child_agent.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <unistd.h>

#include <sys/wait.h>

namespace oakprobe::agent {
namespace {

using testing_support::Pipe;

// The reader of rules by itself, with whatever bytes an agent that was taken over would send.
class Reader {
 public:
  Reader() {
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(input_.out.get(), STDIN_FILENO);
      ::dup2(output_.in.get(), STDOUT_FILENO);
      ::execl(OAKPROBE_AGENT, "oakprobe-agent", "--read-rules", nullptr);
      ::_exit(127);
    }
    input_.out.reset();
    output_.in.reset();
  }

  void say(const std::string& bytes) {
    EXPECT_EQ(::write(input_.in.get(), bytes.data(), bytes.size()), std::ssize(bytes));
  }
  void end_input() { input_.in.reset(); }
  // One byte, or "" at the end of its output.
  std::string hear() {
    char byte = 0;
    return ::read(output_.out.get(), &byte, 1) == 1 ? std::string(1, byte) : "";
  }
  int exit_code() {
    while (!hear().empty()) {
    }
    int status = 0;
    EXPECT_EQ(::waitpid(pid_, &status, 0), pid_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  Pipe input_;
  Pipe output_;
};

TEST(ReaderProgram, EndsWithItsInput) {
  Reader reader;
  reader.end_input();
  EXPECT_EQ(reader.exit_code(), 0);
}

TEST(ReaderProgram, AnswersAReading) {
  Reader reader;
  reader.say("r");
  EXPECT_NE(reader.hear(), "");
  reader.end_input();
  EXPECT_EQ(reader.exit_code(), 0);
}

TEST(ReaderProgram, DoesNothingElse) {
  for (const char* bytes : {"x", "/bin/sh\n", "R"}) {
    SCOPED_TRACE(bytes);
    Reader reader;
    reader.say(bytes);
    EXPECT_EQ(reader.hear(), "");
    EXPECT_EQ(reader.exit_code(), 1);
  }
  Reader reader;
  reader.say("r;id\n");
  EXPECT_EQ(reader.exit_code(), 1) << "a reading, and no command";
}

}  // namespace
}  // namespace oakprobe::agent
