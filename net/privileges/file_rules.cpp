#include "net/privileges/file_rules.hpp"

#include "net/unique_fd.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <unistd.h>

#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace oakprobe::net {
namespace {

constexpr std::uint64_t to_read_files = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t to_run_files = LANDLOCK_ACCESS_FS_EXECUTE;
constexpr std::uint64_t to_list_folders = LANDLOCK_ACCESS_FS_READ_DIR;

// All that a kernel of this version can refuse. Bits that the headers may not know yet: 13 renames
// and links (version 2), 14 truncation (3), 15 ioctl of devices (5).
std::uint64_t all_rights(long version) {
  constexpr std::uint64_t first = (1U << 13U) - 1;
  std::uint64_t rights = first;
  if (version >= 2) rights |= 1U << 13U;
  if (version >= 3) rights |= 1U << 14U;
  if (version >= 5) rights |= 1U << 15U;
  return rights;
}

ErrorCode allow_reading(int rules, const std::string& path, Programs programs) {
  const UniqueFd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat status {};
  if (!place.valid() || ::fstat(place.get(), &status) != 0) return {};
  const bool is_folder = S_ISDIR(status.st_mode);
  landlock_path_beneath_attr rule{};
  rule.allowed_access = to_read_files | (is_folder ? to_list_folders : 0) |
                        (programs == Programs::may_start ? to_run_files : 0);
  rule.parent_fd = place.get();
  if (::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
    return from_errno(errno);
  return {};
}

}  // namespace

ErrorCode read_only_below(std::span<const std::string> paths, Programs programs) {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return {};
  landlock_ruleset_attr refused{};
  refused.handled_access_fs = all_rights(version);
  const UniqueFd rules(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &refused, sizeof refused, 0))
  );
  if (!rules.valid()) return from_errno(errno);
  for (const std::string& path : paths)
    if (const ErrorCode error = allow_reading(rules.get(), path, programs)) return error;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return from_errno(errno);
  if (::syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) return from_errno(errno);
  return {};
}

}  // namespace oakprobe::net
