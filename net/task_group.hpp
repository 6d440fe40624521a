#pragma once

#include "net/deadline.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <exception>
#include <vector>

namespace oakprobe::net {

// Coroutines that belong to one owner, who awaits drained() before it goes: none is ever detached.
// All on one single-threaded executor.
class TaskGroup {
 public:
  explicit TaskGroup(asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  void spawn(asio::awaitable<void> task);

  // Returns once no task is left; rethrows the first exception that one ended with. One waiter.
  [[nodiscard]] asio::awaitable<void> drained();

 private:
  asio::any_io_executor executor_;
  asio::steady_timer changed_;  // never expires; cancelled to wake the waiter
  std::size_t running_ = 0;
  std::exception_ptr failure_;
};

// Runs all tasks at the same time, to their end.
[[nodiscard]] asio::awaitable<void> run_all(std::vector<asio::awaitable<void>> tasks);

}  // namespace oakprobe::net
