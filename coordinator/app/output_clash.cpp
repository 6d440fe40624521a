#include "coordinator/app/output_clash.hpp"

#include "coordinator/app/report_place.hpp"

#include <optional>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

namespace oakprobe::app {
namespace {

// Device and inode. Of what keeps what is written to it, or gives it to one reader: terminals and
// /dev/null take any number of reports.
using FileIdentity = std::pair<dev_t, ino_t>;

std::optional<FileIdentity> identity_of(const std::string& file, int standard_stream) {
  struct stat seen {};
  const int failed = file == "-" ? ::fstat(standard_stream, &seen) : ::stat(file.c_str(), &seen);
  if (failed != 0 || !(S_ISREG(seen.st_mode) || S_ISFIFO(seen.st_mode))) return std::nullopt;
  return FileIdentity{seen.st_dev, seen.st_ino};
}

struct Place {
  std::optional<FileIdentity> identity;
  ReportPlace place;
};

Place place_of(const std::string& file) {
  return {identity_of(file, STDOUT_FILENO), find_report_place(file)};
}

bool are_one(const Place& one, const Place& other) {
  if (one.identity || other.identity) return one.identity == other.identity;
  if (one.place.descriptor) return one.place.descriptor == other.place.descriptor;
  return !one.place.file.empty() && one.place.file == other.place.file;  // none is there yet
}

}  // namespace

OrFailure<void> keep_outputs_apart(
    const std::string& read, std::span<const NamedOutput> outputs, std::string_view kind
) {
  const auto source = identity_of(read, STDIN_FILENO);
  for (std::size_t at = 0; at < outputs.size(); ++at) {
    const auto& [option, file] = outputs[at];
    const Place place = place_of(file);
    if (source && place.identity == source) {
      return wrong_input(
          option + " " + file + " would overwrite the " + std::string(kind) +
          (file == read ? "" : ": it is the file that was read, by another name") +
          "; give another file"
      );
    }
    for (const NamedOutput& earlier : outputs.first(at)) {
      if (!are_one(place_of(earlier.file), place)) continue;
      return wrong_input(
          earlier.option + " " + earlier.file + " and " + option + " " + file +
          " are one file; give each its own"
      );
    }
  }
  return {};
}

}  // namespace oakprobe::app
