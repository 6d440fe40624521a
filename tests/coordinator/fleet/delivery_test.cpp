#include "coordinator/fleet/agent_link.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include <sys/utsname.h>

// The push script in the shells of this machine, with a fake agent and, where needed, a fake sudo.
namespace oakprobe::fleet {
namespace {

// Of this whole program, as main() does: a command may end while it is written to.
[[maybe_unused]] const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_coroutine;

// Asks as sudo does: `sudo -S -p PROMPT -- COMMAND`, or `sudo -n -- COMMAND`.
// It closes descriptors, as sudo does.
constexpr const char* fake_sudo = R"(#!/bin/sh
exec 3<&-
if [ "$1" = -n ]; then
  [ -z "$NEEDS_PASSWORD" ] || { echo "sudo: a password is required" >&2; exit 1; }
  shift 2
  exec "$@"
fi
prompt=$3
shift 4
[ -n "$NEEDS_PASSWORD" ] || exec "$@"
for try in 1 2 3; do
  printf %s "$prompt" >&2
  read -r password || exit 1
  echo "$password" >>"$TRIES"
  [ "$password" = "$NEEDS_PASSWORD" ] && exec "$@"
  echo "Sorry, try again." >&2
done
exit 1
)";

class DeliveryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* part : {"programs", "tmp", "bin"}) fs::create_directories(root / part);
    const auto again = fs::copy_options::overwrite_existing;
    fs::copy_file(OAKPROBE_FAKE_AGENT, root / "programs/oakprobe-agent", again);
  }
  void TearDown() override { fs::remove_all(root); }

  void put_program(const std::string& name, const std::string& text) {
    const fs::path path = root / "bin" / name;
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_all);
  }
  // A shell whose user has what is in bin/, and this environment.
  AgentStart with_shell(std::vector<std::string> shell, std::vector<std::string> environment = {}) {
    std::vector<std::string> command{
        "env",
        "TMPDIR=" + (root / "tmp").string(),
        "PATH=" + (root / "bin").string() + (only_bin ? "" : ":/usr/bin:/bin"),
        "TRIES=" + tries().string()};
    command.insert(command.end(), environment.begin(), environment.end());
    command.insert(command.end(), shell.begin(), shell.end());
    AgentStart start(std::move(command));
    start.push = agents;
    start.directory = "oakprobe-test-" + std::to_string(::getpid());
    start.sudo_prompt = "oakprobe-sudo-test:";
    sent = start.tally = std::make_shared<SendingTally>(1, [] {});
    return start;
  }
  std::shared_ptr<const AgentBinary> agent() const {
    return agents->for_machine(own_machine()).agent;
  }
  static std::string own_machine() {
    utsname own{};
    ::uname(&own);
    return own.machine;
  }
  fs::path tries() const { return root / "tries"; }

  // Whether it opened. Its last words are in `words` then; nothing may be left behind.
  bool delivers(AgentStart start) {
    bool opened = false;
    AgentLink link(
        io.get_executor(),
        as_child_process(io.get_executor(), nullptr),
        limits,
        std::move(start),
        wire::Hello()
    );
    run_coroutine(io, [](AgentLink& it, bool& result) -> asio::awaitable<void> {
      result = co_await it.open();
      co_await it.close();
    }(link, opened));
    words = link.last_words();
    EXPECT_TRUE(fs::is_empty(root / "tmp"));
    return opened;
  }

  const fs::path root = fs::path(::testing::TempDir()) / ("delivery-" + std::to_string(::getpid()));
  const std::shared_ptr<AgentBinaries> agents =
      std::make_shared<AgentBinaries>(root / "programs");  // packed once
  asio::io_context io{1};
  LinkLimits limits = [] {
    LinkLimits patient;
    patient.hello = patient.sudo = patient.push_login = LinkLimits::Duration(60'000);
    patient.exit = patient.terminate = LinkLimits::Duration(10'000);
    return patient;
  }();
  bool only_bin = false;
  std::shared_ptr<const SendingTally> sent;  // by the last one
  std::string words;
};

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

// What `push: {keep: true}` leaves in the login user's own cache.
class KeepTest : public DeliveryTest {
 protected:
  AgentStart with_cache(std::vector<std::string> shell = {"/bin/sh"}) {
    AgentStart start =
        with_shell(std::move(shell), {"XDG_CACHE_HOME=" + (root / "cache").string()});
    start.keep = true;
    return start;
  }
  bool was_sent(AgentStart start) {
    EXPECT_TRUE(delivers(std::move(start))) << words;
    return sent->arrived() > 0;
  }
  fs::path store() const { return root / "cache/oakprobe"; }
  fs::path kept() const { return store() / ("agent-" + own_machine() + "-" + agent()->sha256); }
  static fs::perms mode(const fs::path& path) { return fs::status(path).permissions(); }
  // Would leave a mark if it were run.
  void put_hostile(const fs::path& path) {
    std::ofstream(path) << "#!/bin/sh\ntouch " << (root / "hostile-ran").string() << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }
  void TearDown() override {
    EXPECT_FALSE(fs::exists(root / "hostile-ran"));
    DeliveryTest::TearDown();
  }
};

TEST_F(KeepTest, SendsItOnce) {
  for (const auto& shell :
       std::vector<std::vector<std::string>>{{"/bin/sh"}, {"dash"}, {"bash"}, {"busybox", "sh"}}) {
    SCOPED_TRACE(::testing::PrintToString(shell));
    if (std::system(("command -v " + shell[0] + " >/dev/null").c_str()) != 0) continue;
    EXPECT_TRUE(was_sent(with_cache(shell)));
    EXPECT_EQ(mode(store()), fs::perms::owner_all);
    EXPECT_EQ(mode(kept()), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_FALSE(was_sent(with_cache(shell)));
    fs::remove_all(root / "cache");
  }
}

TEST_F(KeepTest, NothingStaysWithoutIt) {
  AgentStart start = with_cache();
  start.keep = false;
  EXPECT_TRUE(was_sent(start));
  EXPECT_FALSE(fs::exists(root / "cache"));
  EXPECT_TRUE(was_sent(with_cache()));
  EXPECT_TRUE(was_sent(start)) << "it is not used, either";
}

TEST_F(KeepTest, KeepsNoOlderOne) {
  fs::create_directories(store());
  fs::permissions(store(), fs::perms::owner_all);
  put_hostile(store() / ("agent-" + own_machine() + "-older"));
  put_hostile(store() / "agent-other-older");
  EXPECT_TRUE(was_sent(with_cache()));
  EXPECT_FALSE(fs::exists(store() / ("agent-" + own_machine() + "-older")));
  EXPECT_TRUE(fs::exists(store() / "agent-other-older")) << "another machine's, of the same home";
}

TEST_F(KeepTest, WhatChangedIsSentAgain) {
  EXPECT_TRUE(was_sent(with_cache()));
  put_hostile(kept());
  fs::permissions(kept(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(was_sent(with_cache())) << "another digest";
  fs::resize_file(kept(), agent()->bytes.size() / 2);
  EXPECT_TRUE(was_sent(with_cache())) << "too short";
  fs::resize_file(kept(), 0);
  EXPECT_TRUE(was_sent(with_cache())) << "empty";
  EXPECT_FALSE(was_sent(with_cache()));
}

TEST_F(KeepTest, WhatOthersCouldChangeIsNotUsed) {
  EXPECT_TRUE(was_sent(with_cache()));
  fs::permissions(kept(), fs::perms::group_write, fs::perm_options::add);
  EXPECT_TRUE(was_sent(with_cache())) << "the file's mode";
  fs::rename(kept(), root / "elsewhere");
  fs::create_symlink(root / "elsewhere", kept());
  EXPECT_TRUE(was_sent(with_cache())) << "a link";
  EXPECT_FALSE(was_sent(with_cache())) << "it was replaced";
  fs::permissions(store(), fs::perms::others_write, fs::perm_options::add);
  EXPECT_TRUE(was_sent(with_cache())) << "the directory's mode";
  EXPECT_TRUE(was_sent(with_cache())) << "the directory's mode, still";
  fs::permissions(store(), fs::perms::owner_all);
  if (::geteuid() != 0) return;
  ASSERT_EQ(::chown(kept().c_str(), 4242, 4242), 0);
  EXPECT_TRUE(was_sent(with_cache())) << "the file's owner";
  ASSERT_EQ(::chown(store().c_str(), 4242, 4242), 0);
  EXPECT_TRUE(was_sent(with_cache())) << "the directory's owner";
}

TEST_F(KeepTest, ACacheThatTakesNothingCostsNothing) {
  std::ofstream(root / "cache") << "no directory";
  EXPECT_TRUE(was_sent(with_cache()));
  AgentStart homeless = with_shell({"/bin/sh"}, {"HOME=", "XDG_CACHE_HOME=relative"});
  homeless.keep = true;
  EXPECT_TRUE(was_sent(homeless));
}

// Somebody puts his program in place of the agent, as soon as its digest was taken.
class SwapTest : public DeliveryTest {
 protected:
  void SetUp() override {
    DeliveryTest::SetUp();
    fs::create_directory(shared());
    fs::permissions(shared(), fs::perms::owner_all);
    std::ofstream(root / "hostile") << "#!/bin/sh\ntouch " << mark().string() << "\n";
    fs::permissions(root / "hostile", fs::perms::all);
  }
  fs::path shared() const { return root / "shared"; }
  fs::path mark() const { return root / "hostile-ran"; }
  std::string own_directory() const { return "oakprobe-test-" + std::to_string(::getpid()); }

  // By a user who may write to `shared()`.
  void swap_directories() {
    const std::string theirs = (shared() / own_directory()).string();
    put_digest(
        "mv " + theirs + " " + (root / "moved").string() + " && mkdir " + theirs + " && cp " +
        (root / "hostile").string() + " " + theirs + "/oakprobe-agent"
    );
  }
  // Only our own user, or root, could.
  void swap_files() {
    put_digest(
        "mv " + (root / "hostile").string() + " " + (root / "tmp" / own_directory()).string() +
        "/oakprobe-agent"
    );
  }

 private:
  void put_digest(const std::string& attack) {
    put_program(
        "sha256sum", "#!/bin/sh\n/usr/bin/sha256sum\n(" + attack + ") 2>/dev/null\nexit 0\n"
    );
  }
};

TEST_F(SwapTest, ADirectoryThatOthersWriteToIsNotUsed) {
  fs::permissions(shared(), fs::perms::all);
  swap_directories();
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()}))) << words;
  EXPECT_FALSE(fs::exists(mark()));
  EXPECT_TRUE(fs::is_empty(shared()));
  put_program("head", "#!/bin/sh\nexit 1\n");
  EXPECT_FALSE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()})));
  EXPECT_THAT(
      words, HasSubstr(shared().string() + " is writable by others and not sticky, /tmp is")
  );
}

TEST_F(SwapTest, AStickyDirectoryDoes) {
  fs::permissions(shared(), fs::perms::all | fs::perms::sticky_bit);
  put_program("ls", "#!/bin/sh\npwd >>" + tries().string() + "\nexec /bin/ls \"$@\"\n");
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()}))) << words;
  std::ifstream looked(tries());
  for (std::string place; std::getline(looked, place);)
    EXPECT_THAT(place, HasSubstr(shared().string()));
  EXPECT_TRUE(fs::is_empty(shared()));
}

TEST_F(SwapTest, AnotherUsersDirectoryIsNotUsed) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give it away";
  ASSERT_EQ(::chown(shared().c_str(), 4242, 4242), 0);
  put_program("head", "#!/bin/sh\nexit 1\n");
  EXPECT_FALSE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()})));
  EXPECT_THAT(words, HasSubstr(shared().string() + " is another user's, /tmp is"));
}

TEST_F(SwapTest, TheDirectoryThatWasEnteredStaysTheOne) {
  swap_directories();
  EXPECT_TRUE(delivers(with_shell({"/bin/sh"}, {"TMPDIR=" + shared().string()}))) << words;
  EXPECT_FALSE(fs::exists(mark()));
  EXPECT_FALSE(fs::exists(root / "moved/oakprobe-agent"));
}

TEST_F(SwapTest, WhatIsRunIsWhatTheDigestIsOf) {
  for (const char* shell : {"/bin/sh", "dash", "bash", "busybox"}) {
    SCOPED_TRACE(shell);
    if (std::system((std::string("command -v ") + shell + " >/dev/null").c_str()) != 0) continue;
    SetUp();
    swap_files();
    std::vector<std::string> command{shell};
    if (command[0] == "busybox") command.emplace_back("sh");
    EXPECT_TRUE(delivers(with_shell(command))) << words;
    EXPECT_FALSE(fs::exists(mark()));
    EXPECT_FALSE(fs::exists(root / "hostile")) << "the attack was made";
    fs::remove_all(root);
  }
}

// Where root can't look into other processes, the name is compared, and the delivery fails.
TEST_F(SwapTest, SudoGetsNothingElse) {
  put_program("sudo", fake_sudo);
  swap_files();
  AgentStart start = with_shell({"/bin/sh"});
  start.sudo = true;
  if (!delivers(start)) {
    EXPECT_THAT(words, HasSubstr("somebody replaced the agent"));
  }
  EXPECT_FALSE(fs::exists(mark()));
  EXPECT_FALSE(fs::exists(root / "hostile")) << "the attack was made";
}

class SudoTest : public DeliveryTest {
 protected:
  void SetUp() override {
    DeliveryTest::SetUp();
    put_program("sudo", fake_sudo);
  }
  AgentStart with_sudo(const char* password, std::vector<std::string> environment = {}) {
    AgentStart start = with_shell({"/bin/sh"}, std::move(environment));
    start.sudo = true;
    if (password != nullptr) start.sudo_password = std::make_shared<const SudoPassword>(password);
    return start;
  }
  std::string given() const {
    std::ifstream file(tries());
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(SudoTest, RunsThePushedAgent) {
  EXPECT_TRUE(delivers(with_sudo(nullptr))) << words;
  EXPECT_FALSE(delivers(with_sudo(nullptr, {"NEEDS_PASSWORD=oak"})));
  EXPECT_THAT(words, HasSubstr("a password is required"));
}

TEST_F(SudoTest, GetsThePasswordOnlyWhenItAsks) {
  EXPECT_TRUE(delivers(with_sudo("oak"))) << words;
  EXPECT_EQ(given(), "");
  EXPECT_TRUE(delivers(with_sudo("oak", {"NEEDS_PASSWORD=oak"}))) << words;
  EXPECT_EQ(given(), "oak\n");
}

TEST_F(SudoTest, GetsAWrongPasswordOnce) {
  EXPECT_FALSE(delivers(with_sudo("elm", {"NEEDS_PASSWORD=oak"})));
  EXPECT_THAT(words, HasSubstr("sudo refused the password"));
  EXPECT_THAT(words, Not(HasSubstr("elm")));
  EXPECT_EQ(given(), "elm\n");
}

TEST_F(SudoTest, IsToldWhenItIsSlow) {
  put_program("sudo", "#!/bin/sh\nexec sleep 1000\n");
  limits.sudo = LinkLimits::Duration(300);
  EXPECT_FALSE(delivers(with_sudo(nullptr)));
  EXPECT_THAT(words, HasSubstr("sudo did not start the agent: it said nothing within 300 ms"));
  EXPECT_THAT(words, HasSubstr("/etc/hosts"));
}

TEST_F(SudoTest, HasMoreTimeThanAnAgent) {
  limits.hello = LinkLimits::Duration(2'000);
  put_program("sudo", "#!/bin/sh\nsleep 3\nshift 2\nexec \"$@\"\n");
  EXPECT_TRUE(delivers(with_sudo(nullptr))) << words;
}

// Between the password and what it does with it, a sudo runs whatever its machine's owner likes.
TEST_F(SudoTest, ItsEchoOfThePasswordIsNotTold) {
  const std::string secret = "cork-oak-11";
  const char* const echoes[] = {
      "echo \"got $password\" >&2; exit 1",
      "echo \"got $password\"; exit 1",
      "printf %s \"$password\"; printf %s \"$password\" >&2; exit 1",
      "while [ -n \"$password\" ]; do rest=${password#?}; printf %s \"${password%\"$rest\"}\" >&2; "
      "printf %s \"${password%\"$rest\"}\"; password=$rest; done; exit 1",
      "printf '%s' \"$password\" | sed 's/-/\\\\-/g' >&2; exit 1",
      "echo \"OAKPROBE/2 $password\"; exit 1",
      "head -c 70000 /dev/zero | tr '\\0' x; echo \"$password\"; exec sleep 1000",
      "echo \"$password\"; head -c 65800 /dev/zero | tr '\\0' x; exec sleep 1000",
      "echo \"$password\" >&2; echo OAKPROBE/1; echo nonsense; exec sleep 1000",
      "printf %s \"${password%?}\" >&2; exit 1"};
  for (const char* echo : echoes) {
    SCOPED_TRACE(echo);
    put_program(
        "sudo", std::string("#!/bin/sh\nprintf %s \"$3\" >&2\nread -r password\n") + echo + "\n"
    );
    for (const bool pushed : {true, false}) {
      AgentStart start = with_sudo(secret.c_str());
      if (!pushed) {
        start.push = nullptr;
        start.command.pop_back();
        for (const char* word : {"sudo", "-S", "-p", "oakprobe-sudo-test:", "--", "oakprobe-agent"})
          start.command.emplace_back(word);
      }
      EXPECT_FALSE(delivers(start));
      EXPECT_THAT(words, Not(HasSubstr(secret.substr(0, 6))));
      EXPECT_THAT(words, Not(HasSubstr(secret.substr(4))));
    }
  }
}

TEST_F(SudoTest, AsksForAnInstalledAgentToo) {
  AgentStart start = with_sudo("oak", {"NEEDS_PASSWORD=oak"});
  start.push = nullptr;
  start.command.pop_back();
  for (const char* word : {"sudo", "-S", "-p", "oakprobe-sudo-test:", "--", OAKPROBE_FAKE_AGENT})
    start.command.emplace_back(word);
  EXPECT_TRUE(delivers(start)) << words;
}

}  // namespace
}  // namespace oakprobe::fleet
