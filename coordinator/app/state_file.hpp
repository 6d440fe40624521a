#pragma once

#include "net/unique_fd.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::app {

// Replaces a file, or leaves it as it was: written under a name of its own beside it (O_EXCL, mode
// 0600), synced, renamed, and the directory synced. Makes the directory if it is missing. nullopt:
// done; else why not.
[[nodiscard]] std::optional<std::string> replace_file(
    const std::string& file, std::string_view content
);

// Renames a file that nobody can read to FILE.damaged, or FILE.damaged.2 and so on; what is there
// stays. Its new name; nullopt: it could not be renamed.
[[nodiscard]] std::optional<std::string> put_aside(const std::string& file);

// Held by one process at a time, for one file: an advisory lock (flock(2)) on FILE.lock, which
// stays behind, empty. Ends with its holder, however that ends.
class FileLock {
 public:
  enum class Outcome { held, held_elsewhere, failed };  // failed: there can be no such file

  explicit FileLock(const std::string& file);
  ~FileLock();
  FileLock(FileLock&&) = default;
  FileLock& operator=(FileLock&&) = delete;

  [[nodiscard]] Outcome outcome() const { return outcome_; }

 private:
  net::UniqueFd lock_;
  Outcome outcome_ = Outcome::failed;
};

}  // namespace oakprobe::app
