#include "coordinator/history/lease_keeper.hpp"

#include <utility>

namespace oakprobe::history {

LeaseKeeper::LeaseKeeper(Database database, std::string name, std::string owner)
    : database_(std::move(database)), name_(std::move(name)), owner_(std::move(owner)) {
  renewing_ = std::thread([this] { renew_until_stopped(); });
}

LeaseKeeper::~LeaseKeeper() {
  {
    const std::lock_guard held(lock_);
    stopped_ = true;
  }
  stop_.notify_one();
  renewing_.join();
  // One that can't be given back ends by itself.
  if (until_ > LeaseTime(0)) static_cast<void>(release_lease(database_, name_, owner_));
}

OrTrouble<bool> LeaseKeeper::hold() {
  const std::lock_guard held(lock_);
  const LeaseTime at = now();
  if (at < until_ && at - renewed_ < renewed_every) return true;
  return take();
}

OrTrouble<bool> LeaseKeeper::take() {
  const LeaseTime at = now();
  const auto lease = take_lease(database_, name_, owner_, at, lasting);
  if (!lease) {
    if (at < until_) return true;
    return lease.error();
  }
  until_ = lease->held ? lease->until : LeaseTime(0);
  renewed_ = at;
  return lease->held;
}

LeaseTime LeaseKeeper::now() {
  return std::chrono::duration_cast<LeaseTime>(std::chrono::system_clock::now().time_since_epoch());
}

void LeaseKeeper::renew_until_stopped() {
  std::unique_lock held(lock_);
  while (!stop_.wait_for(held, renewed_every, [this] { return stopped_; })) {
    // Trouble is told to whoever asks for it.
    if (until_ > LeaseTime(0)) static_cast<void>(take());
  }
}

}  // namespace oakprobe::history
