#pragma once

#include "coordinator/fleet/sudo_password.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oakprobe::fleet {

inline constexpr std::size_t tail_bytes_max = 4 * 1024;

// What sudo is told to ask with begins so; the run's number and a colon follow.
inline constexpr std::string_view sudo_prompt_begin = "oakprobe-sudo-";

// Each such prompt is taken out, or replaced: it is a mark for this program, not for people.
[[nodiscard]] std::string without_sudo_prompts(std::string text, std::string_view instead = "");

// The end of what a command wrote to its standard error.
class OutputTail {
 public:
  // The words may hold this password; null: none.
  explicit OutputTail(std::shared_ptr<const SudoPassword> password = nullptr)
      : password_(std::move(password)) {}

  void add(std::string_view bytes);

  [[nodiscard]] bool contains(std::string_view words) const {
    return tail_.find(words) != std::string::npos;
  }

  // "; it wrote: …", an excerpt of its end; or empty.
  [[nodiscard]] std::string quoted() const;

 private:
  std::shared_ptr<const SudoPassword> password_;
  std::string tail_;
};

}  // namespace oakprobe::fleet
