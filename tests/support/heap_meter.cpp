#include "tests/support/heap_meter.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> held_most{0};
std::atomic<std::size_t> taken{0};

void* take_if_any(std::size_t bytes) noexcept {
  void* const memory = std::malloc(std::max<std::size_t>(bytes, 1));
  if (memory == nullptr) return nullptr;
  ++taken;
  const std::size_t now = held += ::malloc_usable_size(memory);
  if (now > held_most) held_most = now;
  return memory;
}

void* take(std::size_t bytes) {
  void* const memory = take_if_any(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void give_back(void* memory) {
  if (memory != nullptr) held -= ::malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t bytes) { return take(bytes); }
void* operator new[](std::size_t bytes) { return take(bytes); }
// What std::stable_sort() takes its buffer with.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return take_if_any(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  return take_if_any(bytes);
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }

namespace oakprobe::testing_support {

std::size_t heap_bytes() { return held; }
std::size_t heap_bytes_peak() { return held_most; }
void reset_heap_peak() { held_most = held.load(); }
std::size_t allocations() { return taken; }

}  // namespace oakprobe::testing_support
