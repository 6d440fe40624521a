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

}  // namespace

std::string confine(std::span<const std::shared_ptr<const net::NetworkNamespace>> networks) {
  Kept kept;
  const bool leaves_root = becomes_nobody(kept);
  const std::vector<std::string> paths = read_later();
  const auto confine_thread = [&](net::CapabilitySet capabilities) {
    if (leaves_root) kept.note("root's user id", net::become_user(nobody));
    kept.note("capabilities", net::keep_only(capabilities));
    kept.note("files", net::read_only_below(paths));
  };
  for (const auto& network : networks) network->in_its_thread([&] { confine_thread(0); });
  confine_thread(net::only(CAP_NET_ADMIN));
  if (leaves_root) {
    keep_out_of_reach();
    end_with_parent();
  }
  kept.note("system calls", net::refuse_system_calls());
  return kept.line();
}

}  // namespace oakprobe::agent
