#pragma once

#include "coordinator/history/lease.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace oakprobe::history {

// Holds a lease for as long as it lives, whatever its owner's thread is busy with: renewed by a
// thread and a connection of its own, and given back in the end. Whoever is killed loses it when
// `lasting` is over.
class LeaseKeeper {
 public:
  static constexpr LeaseTime lasting{20'000};
  static constexpr LeaseTime renewed_every{4'000};

  LeaseKeeper(Database database, std::string name, std::string owner);
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;
  ~LeaseKeeper();

  // Whether the lease is its own now; takes it where it can be had. Of any thread. A trouble: that
  // can't be told; what it had it has until it ends.
  [[nodiscard]] OrTrouble<bool> hold();

 private:
  // With the lock.
  [[nodiscard]] OrTrouble<bool> take();
  [[nodiscard]] static LeaseTime now();
  void renew_until_stopped();

  std::mutex lock_;
  Database database_;
  std::string name_;
  std::string owner_;
  LeaseTime until_{};  // by what the history said last; 0: it is another's
  LeaseTime renewed_{};
  bool stopped_ = false;
  std::condition_variable stop_;
  std::thread renewing_;
};

}  // namespace oakprobe::history
