// oakprobe-agent: stands in for Oakestra's components on one node, dials its peers, and tells the
// coordinator what it saw. Started by oakprobe, usually through ssh.

#include "net/socket_options.hpp"
#include "probe-agent/agent.hpp"
#include "probe-agent/confine/confine.hpp"
#include "probe-agent/confine/start.hpp"
#include "probe-agent/firewall/reader_program.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/program_options.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

#include <sys/prctl.h>

namespace {

namespace po = boost::program_options;

constexpr const char* usage = R"(oakprobe-agent )" OAKPROBE_VERSION R"(

Usage: oakprobe-agent --stdio

The part of Oakprobe that runs on a node. `oakprobe check` starts it, by default with
  ssh -T -o BatchMode=yes HOST oakprobe-agent --stdio
and talks to it over standard input and output. It listens on the ports that the
check names, as long as nobody else owns them, and frees them when the check ends,
when its input or the process that started it ends, 15 s after the coordinator fell
silent, and on SIGTERM. Once it listens it keeps no privilege that it does not need.

Options:
  --stdio           speak the control protocol on standard input and output
  --unlink          at once remove this program's file, and the directory it is
                    in, if nothing else is there: it was put there for one check
  --read-rules      what the agent itself starts, to have this host's tools print
                    its packet filter
  --help            show this
  --version         show the version
)";

// Ends at once, whatever threads are still in getaddrinfo; sockets are freed by the kernel.
[[noreturn]] void end_process(int exit_code) {
  std::fflush(nullptr);
  std::_Exit(exit_code);
}

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "oakprobe-agent: " << why << '\n';
  end_process(1);
}

[[noreturn]] void run(oakprobe::agent::AgentOptions options) {
  // Never destroyed: a resolving thread may still post to it.
  auto* const io = new boost::asio::io_context(1);
  boost::asio::signal_set signals(*io, SIGTERM, SIGINT, SIGHUP);
  std::optional<oakprobe::agent::Agent> agent;
  const auto ended = [](int exit_code, const std::string& why) {
    if (!why.empty()) std::cerr << "oakprobe-agent: " << why << '\n';
    end_process(exit_code);
  };
  try {
    agent.emplace(*io, std::move(options), ended);
  } catch (const boost::system::system_error& failed) {
    give_up(
        "cannot use standard input and output: " + failed.code().message() +
        " (they must be pipes or sockets)"
    );
  }
  signals.async_wait([&](const boost::system::error_code& cancelled, int) {
    if (!cancelled) agent->stop(0, "");
  });
  try {
    agent->start();
    io->run();
  } catch (const std::bad_alloc&) {
    give_up(
        "gave up, and freed every port: this check needs more memory than an agent takes (64 MB); "
        "check fewer nodes at a time (--node, --flow)"
    );
  } catch (const std::exception& failed) {
    give_up(std::string("gave up, and freed every port: ") + failed.what());
  }
  end_process(1);
}

// The process goes on without its file. From here on nothing is left on the node, however it ends.
void unlink_itself() {
  std::error_code ignored;
  const auto file = std::filesystem::read_symlink("/proc/self/exe", ignored);
  if (file.filename() != "oakprobe-agent") return;
  std::filesystem::remove(file, ignored);
  ::rmdir(file.parent_path().c_str());  // only if it is empty
}

int misused(const std::string& why) {
  std::cerr << "oakprobe-agent: " << why << "; see oakprobe-agent --help\n";
  return 2;
}

#ifdef OAKPROBE_TESTS
constexpr const char* test_usage = R"(
In this build, for tests:
  --etc-root DIR    read /etc/netmanager and /etc/oakestra below DIR (absolute)
  --without-tap TAP open no such tap: packets, udp or tcp (repeatable)
  --tap-buffer N    let the kernel keep N bytes for each tap (4 MiB)
)";

void add_test_options(po::options_description& known) {
  known.add_options()("etc-root", po::value<std::string>())(
      "without-tap", po::value<std::vector<std::string>>()
  )("tap-buffer", po::value<int>());
}

bool leave_out(oakprobe::agent::TapChoice& taps, const std::string& name) {
  if (name == "packets") {
    taps.packets = false;
  } else if (name == "udp") {
    taps.udp = false;
  } else if (name == "tcp") {
    taps.tcp = false;
  } else {
    return false;
  }
  return true;
}

// What was wrong; empty: nothing.
std::string take_test_options(
    const po::variables_map& given, oakprobe::agent::AgentOptions& options
) {
  if (given.count("etc-root") != 0) options.etc_root = given["etc-root"].as<std::string>();
  if (given.count("without-tap") != 0) {
    for (const std::string& tap : given["without-tap"].as<std::vector<std::string>>()) {
      if (!leave_out(options.taps, tap))
        return "there is no tap '" + tap + "'; packets, udp and tcp are the taps";
    }
  }
  if (given.count("tap-buffer") != 0) options.taps.buffer_bytes = given["tap-buffer"].as<int>();
  return options.taps.buffer_bytes < 0 ? "--tap-buffer is a number of bytes" : "";
}
#else
constexpr const char* test_usage = "";

void add_test_options(po::options_description& /*known*/) {}

std::string take_test_options(
    const po::variables_map& /*given*/, oakprobe::agent::AgentOptions& /*options*/
) {
  return "";
}
#endif

void give_up_privileges(
    oakprobe::agent::Confinement when,
    std::span<const std::shared_ptr<const oakprobe::net::NetworkNamespace>> networks
) {
  using namespace oakprobe::agent;
  const bool last = when == Confinement::last_run;
  const std::string kept = last ? confine(networks) : confine_between_runs(networks);
  if (!kept.empty()) std::cerr << "oakprobe-agent: has to keep " << kept << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  oakprobe::agent::leave_what_was_inherited();
  oakprobe::agent::limit_resources();
  po::options_description known;
  known.add_options()("stdio", "")("unlink", "")("read-rules", "")("help", "")("version", "");
  add_test_options(known);
  po::variables_map given;
  try {
    po::store(po::command_line_parser(argc, argv).options(known).positional({}).run(), given);
  } catch (const po::error& wrong) {
    return misused(wrong.what());
  }
  if (given.count("help") != 0) {
    std::cout << usage << test_usage;
    return 0;
  }
  if (given.count("version") != 0) {
    std::cout << "oakprobe-agent " OAKPROBE_VERSION "\n";
    return 0;
  }
  if (given.count("read-rules") != 0) end_process(oakprobe::agent::serve_readings());
  if (given.count("stdio") == 0) return misused("it is started by oakprobe, with --stdio");
  if (::isatty(STDIN_FILENO) != 0) return misused("standard input is a terminal, not oakprobe");

  if (given.count("unlink") != 0) unlink_itself();
  ::prctl(PR_SET_NAME, "oakprobe-agent");  // one that is sent is started by a descriptor's number
  std::signal(SIGPIPE, SIG_IGN);
  oakprobe::net::raise_open_files_limit();
  oakprobe::agent::AgentOptions options;
  if (const auto wrong = take_test_options(given, options); !wrong.empty()) return misused(wrong);
  options.confine = give_up_privileges;
  options.reader_program = "/proc/self/exe";  // also where its file is gone
  run(std::move(options));
}
