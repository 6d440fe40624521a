#include "probe-agent/firewall/reader_program.hpp"

#include "base/big_endian.hpp"
#include "net/privileges/capabilities.hpp"
#include "net/privileges/file_rules.hpp"
#include "net/privileges/syscall_filter.hpp"
#include "probe-agent/firewall/host_rules.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <unistd.h>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace oakprobe::agent {
namespace {

// Where tools and what they load and read are. Nothing below /var or /run, where others' secrets
// are, nor /home.
const std::vector<std::string> tool_files{
    "/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/proc", "/dev/null"};

// A step that this kernel does not have leaves the others as they are.
void keep_what_tools_take() {
  using net::Programs;
  (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // Pipes have no size.
  const rlimit no_files{0, 0};
  (void)::setrlimit(RLIMIT_FSIZE, &no_files);
  (void)net::keep_only(net::only(CAP_NET_ADMIN) | net::only(CAP_NET_RAW), Programs::may_start);
  (void)net::read_only_below(tool_files, Programs::may_start);
  (void)net::refuse_system_calls(net::Namespaces::none, Programs::may_start);
}

bool write_all(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(size));
  }
  return true;
}

bool answer(const ToolText& text) {
  TextHead head{static_cast<std::byte>(text.state)};
  store_big_endian(std::span(head).subspan(1), static_cast<std::uint32_t>(text.text.size()));
  return write_all(head) && write_all(std::as_bytes(std::span(text.text)));
}

}  // namespace

int serve_readings() {
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  (void)::prctl(PR_SET_NAME, "oakprobe-rules");
  std::signal(SIGPIPE, SIG_IGN);
  keep_what_tools_take();
  for (;;) {
    std::byte command{};
    const ssize_t size = ::read(STDIN_FILENO, &command, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return 0;
    if (command != read_command) return 1;
    bool heard = true;
    read_host_rules(STDIN_FILENO, [&](const ToolText& text) { heard = heard && answer(text); });
    if (!heard) return 0;
  }
}

}  // namespace oakprobe::agent
