#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace oakprobe {

// A value that many places may hold, or none: 8 bytes each, and the value once. What most of a
// million paths have in common is kept so. Read like an optional; without a value it reads as T().
// To change it in one place, edit() makes that place its own copy first. Not for several threads.
template <class T>
class SharedValue {
 public:
  SharedValue() = default;
  SharedValue(T value) : held_(new Held(std::move(value))) {}  // NOLINT: as an optional does

  [[nodiscard]] bool has_value() const { return held_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const T& operator*() const { return held_ ? held_->value : none(); }
  [[nodiscard]] const T* operator->() const { return &**this; }

  // Of values, and of having one.
  friend bool operator==(const SharedValue& one, const SharedValue& other) {
    if (one.held_ == other.held_) return true;
    return one.held_ && other.held_ && one.held_->value == other.held_->value;
  }

  T& emplace() { return (held_ = new Held(T()))->value; }
  void reset() { held_.reset(); }
  [[nodiscard]] T& edit() {
    if (!held_ || held_->use_count() > 1) held_ = new Held(**this);
    return held_->value;
  }

 private:
  struct Held : boost::intrusive_ref_counter<Held, boost::thread_unsafe_counter> {
    explicit Held(T taken) : value(std::move(taken)) {}
    T value;
  };

  static const T& none() {
    static const T value{};
    return value;
  }

  boost::intrusive_ptr<Held> held_;
};

// Gives equal values that come soon after each other one home.
template <class T>
class SharePool {
 public:
  [[nodiscard]] SharedValue<T> share(T value) {
    for (const SharedValue<T>& one : recent_)
      if (one && *one == value) return one;
    oldest_ = (oldest_ + 1) % recent_.size();
    return recent_[oldest_] = SharedValue<T>(std::move(value));
  }

 private:
  std::array<SharedValue<T>, 4> recent_;
  std::size_t oldest_ = 0;
};

}  // namespace oakprobe
