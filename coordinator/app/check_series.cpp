#include "coordinator/app/check_series.hpp"

#include "coordinator/app/clear_to_send.hpp"
#include "net/deadline.hpp"

#include <boost/asio/co_spawn.hpp>

#include <utility>

namespace oakprobe::app {

namespace asio = boost::asio;
using TimePoint = asio::steady_timer::time_point;

CheckSeries::CheckSeries(Engine& engine, CheckObserver& observer)
    : engine_(engine), observer_(observer), over_(engine.io()) {}

OrFailure<void> CheckSeries::run(asio::awaitable<void> checks) {
  std::exception_ptr failure;
  asio::co_spawn(
      engine_.io(),
      run_and_close(std::move(checks)),
      [&failure](std::exception_ptr thrown) { failure = std::move(thrown); }
  );
  engine_.io().restart();
  engine_.io().run();
  if (broke_off_) return running_->take_result().error();
  if (failure) std::rethrow_exception(failure);
  return {};
}

asio::awaitable<void> CheckSeries::run_and_close(asio::awaitable<void> checks) {
  co_await std::move(checks);
  co_await engine_.fleet().close();
}

asio::awaitable<OrFailure<diagnosis::FinishedCheck>> CheckSeries::perform(PreparedCheck prepared) {
  auto password = clear_to_send(prepared, *engine_.agents(), observer_);
  if (!password) co_return password.error();
  CheckMeans means{
      engine_.io().get_executor(), engine_.fleet(), engine_.agents(), std::move(*password)};
  running_ = std::make_unique<RunningCheck>(std::move(means), std::move(prepared), observer_);
  over_.expires_at(TimePoint::max());
  running_->start([this](bool failed) {
    broke_off_ = failed;
    if (failed) engine_.give_up();
    over_.expires_at(TimePoint::min());
  });
  if (interrupted_) running_->interrupt();
  static_cast<void>(co_await over_.async_wait(net::as_result));
  auto result = running_->take_result();
  running_.reset();
  co_return result;
}

asio::awaitable<void> CheckSeries::pause(std::chrono::milliseconds time) {
  if (interrupted_) co_return;
  over_.expires_after(time);
  static_cast<void>(co_await over_.async_wait(net::as_result));
}

void CheckSeries::interrupt() {
  interrupted_ = true;
  if (running_)
    running_->interrupt();
  else
    over_.cancel();
}

}  // namespace oakprobe::app
