#include "net/task_group.hpp"

#include "base/check.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace oakprobe::net {

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), changed_(executor_, TimePoint::max()) {}

namespace {

// Nothing runs there any more, and the context destroys tasks unfinished.
bool is_stopped(const asio::any_io_executor& executor) {
  const auto* of_io = executor.target<asio::io_context::executor_type>();
  return of_io != nullptr && of_io->context().stopped();
}

}  // namespace

// A task that outlived its owner would touch freed memory, unless somebody stopped the io_context,
// or an exception came out of its run().
TaskGroup::~TaskGroup() {
  CHECK(running_ == 0 || std::uncaught_exceptions() > 0 || is_stopped(executor_));
}

void TaskGroup::spawn(asio::awaitable<void> task) {
  ++running_;
  asio::co_spawn(executor_, std::move(task), [this](std::exception_ptr failure) {
    --running_;
    if (failure && !failure_) failure_ = failure;
    changed_.cancel();
  });
}

asio::awaitable<void> TaskGroup::drained() {
  while (running_ > 0) co_await changed_.async_wait(as_result);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

asio::awaitable<void> run_all(std::vector<asio::awaitable<void>> tasks) {
  TaskGroup group(co_await asio::this_coro::executor);
  for (auto& task : tasks) group.spawn(std::move(task));
  co_await group.drained();
}

}  // namespace oakprobe::net
