#pragma once

#include <algorithm>
#include <cstddef>

namespace oakprobe::testing_support {

// Bytes that operator new gave out and that were not given back; of the whole program, which links
// heap_meter.cpp.
[[nodiscard]] std::size_t heap_bytes();
[[nodiscard]] std::size_t heap_bytes_peak();
void reset_heap_peak();
// How often operator new was called.
[[nodiscard]] std::size_t allocations();

// The most that the program held since then, beyond what it had.
class HeapMeter {
 public:
  HeapMeter() : before_(heap_bytes()) { reset_heap_peak(); }
  [[nodiscard]] std::size_t peak_bytes() const {
    return std::max(heap_bytes_peak(), before_) - before_;
  }

 private:
  std::size_t before_;
};

}  // namespace oakprobe::testing_support
