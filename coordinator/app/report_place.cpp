#include "coordinator/app/report_place.hpp"

#include "base/parse_number.hpp"

#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include <sys/stat.h>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;

// As the kernel does (path_resolution(7)).
constexpr int links_max = 40;

// /dev/stdout and /dev/fd/N lead to /proc/PID/fd/N, which is no link like others: what is open
// there may have no name, or may have been appended to for a while.
std::optional<int> descriptor_of(const fs::path& directory, const fs::path& name) {
  const fs::path process = directory.parent_path();
  const bool ours = process == "/proc/" + std::to_string(::getpid()) ||
                    (process.parent_path().filename() == "task" &&
                     process.parent_path().parent_path() == "/proc/" + std::to_string(::getpid()));
  if (directory.filename() != "fd" || !ours) return std::nullopt;
  return parse_number<int>(name.string());
}

// A file that is mounted by itself, as into a container: nothing can be renamed to its name.
bool is_mounted(const std::string& file) {
  struct statx seen {};
  return ::statx(AT_FDCWD, file.c_str(), 0, 0, &seen) == 0 &&
         (seen.stx_attributes_mask & seen.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

}  // namespace

ReportPlace find_report_place(const std::string& name) {
  ReportPlace place;
  if (name == "-") {
    place.descriptor = STDOUT_FILENO;
    return place;
  }
  fs::path path = name;
  for (int links = 0; links < links_max; ++links) {
    std::error_code error;
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const fs::path directory = fs::canonical(parent, error);
    if (error) break;
    place.descriptor = descriptor_of(directory, path.filename());
    if (place.descriptor) return place;
    path = directory / path.filename();
    const fs::path target = fs::read_symlink(path, error);
    if (error) break;
    path = directory / target;
  }
  struct stat seen {};
  const bool there = ::stat(path.c_str(), &seen) == 0;
  place.fifo = there && S_ISFIFO(seen.st_mode);
  if (!there || (S_ISREG(seen.st_mode) && !is_mounted(path.string()))) place.file = path.string();
  return place;
}

}  // namespace oakprobe::app
