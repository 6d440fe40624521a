#pragma once

#include "coordinator/fleet/sudo_password.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oakprobe::fleet {

inline constexpr std::size_t tail_bytes_max = 4 * 1024;

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
