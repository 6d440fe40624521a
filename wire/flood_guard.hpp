#pragma once

#include <chrono>
#include <cstddef>

namespace oakprobe::wire {

// Messages of one peer, each of them valid, that are too many to mean anything: more than `free`,
// and `per_second` for each second since hello.
class FloodGuard {
 public:
  FloodGuard(std::size_t free, std::size_t per_second) : free_(free), per_second_(per_second) {}

  // False: this one is too much.
  [[nodiscard]] bool take(std::chrono::seconds since_hello) {
    const auto seconds = since_hello.count();
    return ++taken_ <= free_ + per_second_ * static_cast<std::size_t>(seconds);
  }

 private:
  std::size_t free_;
  std::size_t per_second_;
  std::size_t taken_ = 0;
};

}  // namespace oakprobe::wire
