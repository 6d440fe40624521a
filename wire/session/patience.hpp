#pragma once

#include "wire/session/time.hpp"

namespace oakprobe::wire {

// How long something is waited for, and a moment beyond: if it was us who slept (a stopped process,
// a busy machine), what was waited for may wait unread.
class Patience {
 public:
  // Nothing is waited for.
  Patience() = default;

  Patience(Time now, Duration limit, Duration grace) : deadline_(now + limit), grace_(grace) {}

  // When is_over() is to be asked; `no_deadline`: it need not be.
  [[nodiscard]] Time deadline() const { return deadline_; }

  // To be asked at the deadline: true once the moment beyond is over, too.
  [[nodiscard]] bool is_over(Time now) {
    if (now < deadline_) return false;
    if (in_grace_) return true;
    in_grace_ = true;
    deadline_ = now + grace_;
    return false;
  }

  // Moves the deadline; what is late for it has its moment beyond all the same.
  void set_deadline(Time deadline) { deadline_ = deadline; }

 private:
  Time deadline_ = no_deadline;
  Duration grace_{};
  bool in_grace_ = false;
};

}  // namespace oakprobe::wire
