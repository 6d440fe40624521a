#include "delivery_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The push script in the shells of this machine.
namespace oakprobe::fleet {
namespace {

using ::testing::HasSubstr;

TEST_F(DeliveryTest, WorksInEveryShellThatIsHere) {
  const std::vector<std::vector<std::string>> shells = {
      {"/bin/sh"}, {"dash"}, {"bash"}, {"bash", "--posix"}, {"busybox", "sh"}, {"ksh"}, {"zsh"}};
  for (const auto& shell : shells) {
    SCOPED_TRACE(::testing::PrintToString(shell));
    if (std::system(("command -v " + shell[0] + " >/dev/null").c_str()) != 0) continue;
    EXPECT_TRUE(delivers(with_shell(shell))) << words;
    EXPECT_EQ(sent->arrived(), agent()->packed.size());
  }
}

TEST_F(DeliveryTest, SendsWhatTheShellCanUnpack) {
  struct Row {
    const char* name;
    std::vector<const char*> broken;
    bool packed;
  };
  const Row rows[] = {
      {"gunzip", {"gzip"}, true},
      {"zcat", {"gzip", "gunzip"}, true},
      {"nothing", {"gzip", "gunzip", "zcat", "busybox"}, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    // Debian's gunzip and zcat call gzip.
    put_program("gunzip", "#!/bin/sh\nexec /usr/bin/gzip -d \"$@\"\n");
    put_program("zcat", "#!/bin/sh\nexec /usr/bin/gzip -dc \"$@\"\n");
    for (const char* name : row.broken) put_program(name, "#!/bin/sh\necho oops; exit 1\n");
    EXPECT_TRUE(delivers(with_shell({"/bin/sh"}))) << words;
    EXPECT_EQ(sent->arrived(), row.packed ? agent()->packed.size() : agent()->bytes.size());
    for (const char* name : row.broken) fs::remove(root / "bin" / name);
  }
}

TEST_F(DeliveryTest, SkipsWhatALoginPrints) {
  const std::string chatty = "echo Welcome; printf 'no line end'; exec /bin/sh";
  EXPECT_TRUE(delivers(with_shell({"sh", "-c", chatty}))) << words;
}

TEST_F(DeliveryTest, NeedsNoMoreThanABusyboxHas) {
  only_bin = true;
  for (const char* name : {"uname", "id", "ls", "mkdir", "rmdir", "chmod", "rm", "head", "cksum"})
    fs::create_symlink(
        fs::exists(fs::path("/usr/bin") / name) ? fs::path("/usr/bin") / name
                                                : fs::path("/bin") / name,
        root / "bin" / name
    );
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}))) << words;
}

TEST_F(DeliveryTest, TakesTheNextDirectoryWhenOneDoesNotDo) {
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=/proc"}))) << words;
}

struct Failure {
  const char* name;
  const char* program;  // instead of the real one
  const char* text;
  std::vector<const char*> words;
};

TEST_F(DeliveryTest, SaysWhyItFailed) {
  const Failure failures[] = {
      {"another machine", "uname", "echo riscv64", {"'riscv64'", "x86_64 and aarch64"}},
      {"a digest that differs", "sha256sum", "echo 1234 -", {"not the agent", "'1234'"}},
      {"no space anywhere",
       "head",
       "echo no space >&2; exit 1",
       {"no directory takes a program", "/tmp is too full", "TMPDIR"}},
      {"it runs nowhere", "chmod", "exit 1", {"no directory takes a program"}},
      {"nowhere to write", "mkdir", "exit 1", {"full or not writable", "TMPDIR"}},
      {"no program",
       "chmod",
       "case $2 in *agent) exit 1; esac; exec /bin/chmod \"$@\"",
       {"not be made a program"}},
      {"another's directory", "mkdir", "/bin/mkdir -m 755 $3", {"no place for a directory of our"}},
  };
  for (const Failure& failure : failures) {
    SCOPED_TRACE(failure.name);
    put_program(failure.program, std::string("#!/bin/sh\n") + failure.text + "\n");
    EXPECT_FALSE(delivers(with_shell({"/bin/sh"})));
    for (const char* expected : failure.words) EXPECT_THAT(words, HasSubstr(expected));
    fs::remove(root / "bin" / failure.program);
  }
}

TEST_F(DeliveryTest, SaysThatNoShellAnswers) {
  limits.push_login = LinkLimits::Duration(300);
  EXPECT_FALSE(delivers(with_shell({"cat"})));  // gives the script back
  EXPECT_THAT(words, HasSubstr("no shell answered"));
  EXPECT_FALSE(delivers(with_shell({"sleep", "1000"})));
  EXPECT_THAT(words, HasSubstr("no shell answered, to which the agent could be sent"));
  limits.push_login = LinkLimits::Duration(60'000);
  EXPECT_FALSE(delivers(with_shell({"sh", "-c", "echo not available; exit 1"})));
  EXPECT_THAT(words, HasSubstr("exit code 1 before it said hello; it printed 'not available"));
}

// What ssh and the kernel buffer on a slow way: all at once, and then it trickles.
constexpr const char* slow_way = R"(
import queue, subprocess, sys, threading, time
way = queue.SimpleQueue()
def fill():
    while piece := sys.stdin.buffer.raw.read(1 << 20):
        way.put(piece)
    way.put(b"")
threading.Thread(target=fill, daemon=True).start()
shell = subprocess.Popen(["/bin/sh"], stdin=subprocess.PIPE)
while piece := way.get():
    for at in range(0, len(piece), 4096):
        shell.stdin.write(piece[at:at + 4096])
        shell.stdin.flush()
        time.sleep(4096 / float(sys.argv[1]))
shell.stdin.close()
sys.exit(shell.wait())
)";

TEST_F(DeliveryTest, ASlowWayIsNoneThatStandsStill) {
  const std::size_t bytes_per_second = agent()->packed.size() / 6;
  limits.push_silence = LinkLimits::Duration(4'000);
  EXPECT_TRUE(delivers(with_shell({"python3", "-c", slow_way, std::to_string(bytes_per_second)})))
      << words;
}

TEST_F(DeliveryTest, SaysWhenNothingMoreArrives) {
  const std::string to_send = std::to_string(agent()->packed.size());
  // Two pieces and a half, behind the script.
  const AgentStart stops = with_shell(
      {"bash",
       "-c",
       "exec 5<&0; exec /bin/sh < <(dd bs=1 count=100000 <&5 2>/dev/null; exec sleep 1000)"}
  );
  limits.push_silence = LinkLimits::Duration(2'000);
  EXPECT_FALSE(delivers(stops));
  EXPECT_THAT(words, HasSubstr("stood still while the agent was sent to it: 49152 of " + to_send));
  EXPECT_THAT(words, HasSubstr("nothing more within 2 s"));
  EXPECT_EQ(sent->arrived(), 49'152U);
  limits.push_silence = LinkLimits::Duration(300);
  EXPECT_FALSE(delivers(
      with_shell({"sh", "-c", "echo OAKPROBE-PUSH/1 ready " + own_machine() + "; exec sleep 1000"})
  ));
  EXPECT_THAT(words, HasSubstr("0 of " + std::to_string(agent()->bytes.size())));
  limits.push_silence = LinkLimits::Duration(60'000);
  limits.push = LinkLimits::Duration(2'000);
  EXPECT_FALSE(delivers(stops));
  EXPECT_THAT(words, HasSubstr("did not get the agent within 2 s: 49152 of " + to_send));
}

TEST_F(DeliveryTest, TakesNoWordForWhatWasNotSent) {
  const std::string begin = "printf 'OAKPROBE-PUSH/1 %s\\n' 'ready " + own_machine() + "' send; ";
  EXPECT_FALSE(delivers(with_shell({"sh", "-c", begin + "exec yes 'OAKPROBE-PUSH/1 got'"})));
  EXPECT_THAT(words, HasSubstr("said that it got what was not sent"));
}

TEST_F(DeliveryTest, TakesAGreetingThatComesWithTheLastWordOfTheDelivery) {
  limits.hello = LinkLimits::Duration(300);
  const std::string hasty =
      "printf 'OAKPROBE-PUSH/1 %s\\n' 'ready x86_64' send start; echo OAKPROBE/1; exec sleep 1000";
  EXPECT_FALSE(delivers(with_shell({"sh", "-c", hasty})));
  EXPECT_THAT(words, HasSubstr("sent its greeting, but did not answer hello"));
}

}  // namespace
}  // namespace oakprobe::fleet
