#include "probe-agent/confine/confine.hpp"

#include "net/privileges/capabilities.hpp"
#include "net/privileges/file_rules.hpp"
#include "net/privileges/syscall_filter.hpp"
#include "net/privileges/user.hpp"
#include "probe-agent/confine/start.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <unistd.h>
#include <utility>
#include <vector>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

constexpr uid_t nobody = 65'534;

// What getaddrinfo(3) reads.
constexpr std::array<const char*, 4> name_files{
    "/etc/hosts", "/etc/resolv.conf", "/etc/host.conf", "/etc/gai.conf"};

// Where the file lies that the name leads to; empty: there is none.
fs::path place_of(const char* file) {
  std::error_code error;
  return fs::canonical(file, error);
}

bool others_may(const fs::path& path, fs::perms wanted) {
  std::error_code error;
  return (fs::status(path, error).permissions() & wanted) != fs::perms::none && !error;
}

bool is_for_everybody(const fs::path& file) {
  if (file.empty()) return true;
  if (!others_may(file, fs::perms::others_read)) return false;
  for (fs::path folder = file.parent_path(); folder != folder.root_path();
       folder = folder.parent_path())
    if (!others_may(folder, fs::perms::others_exec)) return false;
  return true;
}

// A file that is replaced has another identity, so its folder is allowed; but not all there is.
std::vector<std::string> read_later() {
  std::vector<std::string> paths{"/proc", "/etc"};
  for (const char* name : name_files) {
    const fs::path file = place_of(name);
    const fs::path folder = file.parent_path();
    if (!file.empty()) paths.push_back(folder == file.root_path() ? file : folder);
  }
  return paths;
}

// What several threads say alike is said once.
class Kept {
 public:
  void note(const std::string& what) {
    if (std::ranges::find(all_, what) == all_.end()) all_.push_back(what);
  }
  void note(const char* what, const ErrorCode& error) {
    if (error) note(std::string(what) + " (" + error.message() + ")");
  }
  [[nodiscard]] std::string line() const {
    std::string text;
    for (const std::string& one : all_) text += (text.empty() ? "" : ", ") + one;
    return text;
  }

 private:
  std::vector<std::string> all_;
};

bool becomes_nobody(Kept& kept) {
  if (::geteuid() != 0) return false;
  if (net::tells_users_apart()) {
    kept.note("root's user id (this host's rules may tell users apart)");
    return false;
  }
  if (std::ranges::all_of(name_files, is_for_everybody, place_of)) return true;
  kept.note("root's user id (only root reads what names are looked up in)");
  return false;
}

// Taps and raw senders, ports below 1024, whose a port is, the networks and files of containers,
// IPsec policies, and becoming nobody in the end.
constexpr net::CapabilitySet for_arming =
    net::only(CAP_NET_RAW) | net::only(CAP_NET_BIND_SERVICE) | net::only(CAP_SYS_PTRACE) |
    net::only(CAP_DAC_READ_SEARCH) | net::only(CAP_SYS_ADMIN) | net::only(CAP_NET_ADMIN) |
    net::only(CAP_SETUID) | net::only(CAP_SETGID);

// All that one thread can give up by itself, but for these capabilities.
class ThreadConfinement {
 public:
  explicit ThreadConfinement(Kept& kept) : kept_(kept), leaves_root_(becomes_nobody(kept)) {}

  [[nodiscard]] bool leaves_root() const { return leaves_root_; }

  void confine(net::CapabilitySet capabilities) {
    if (leaves_root_) kept_.note("root's user id", net::become_user(nobody));
    kept_.note("capabilities", net::keep_only(capabilities));
    kept_.note("files", net::read_only_below(paths_));
  }

  void confine(std::span<const std::shared_ptr<const net::NetworkNamespace>> networks) {
    for (const auto& network : networks) network->in_its_thread([&] { confine(0); });
  }

 private:
  Kept& kept_;
  const bool leaves_root_;
  const std::vector<std::string> paths_ = read_later();
};

}  // namespace

std::string confine(std::span<const std::shared_ptr<const net::NetworkNamespace>> networks) {
  Kept kept;
  ThreadConfinement thread(kept);
  thread.confine(networks);
  thread.confine(net::only(CAP_NET_ADMIN));
  if (thread.leaves_root()) {
    keep_out_of_reach();
    end_with_parent();
  }
  kept.note("system calls", net::refuse_system_calls());
  return kept.line();
}

std::string confine_between_runs(
    std::span<const std::shared_ptr<const net::NetworkNamespace>> networks
) {
  static bool done = false;  // filters of system calls add up
  Kept kept;
  if (!networks.empty()) ThreadConfinement(kept).confine(networks);
  keep_out_of_reach(
  );  // a thread that becomes nobody opens the process to nobody's other processes
  if (std::exchange(done, true)) return kept.line();
  kept.note("capabilities", net::keep_only(for_arming));
  kept.note("system calls", net::refuse_system_calls(net::Namespaces::may_enter));
  return kept.line();
}

}  // namespace oakprobe::agent
