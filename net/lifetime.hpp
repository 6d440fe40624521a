#pragma once

#include <boost/system/error_code.hpp>

#include <memory>
#include <utility>

namespace oakprobe::net {

// A member of an object whose Asio handlers refer to it. A handler that is already queued when its
// object goes runs all the same, and without an error: it asks its watch first.
class Lifetime {
 public:
  using Watch = std::weak_ptr<const int>;

  Lifetime() = default;
  Lifetime(const Lifetime&) = delete;
  Lifetime& operator=(const Lifetime&) = delete;

  // expired() once the object is gone.
  [[nodiscard]] Watch watch() const { return token_; }

  // For a wait: calls the handler when it is over, unless it was cancelled or the object is gone.
  template <class Handler>
  [[nodiscard]] auto when_over(Handler handler) const {
    return
        [watch = watch(), handler = std::move(handler)](const boost::system::error_code& failed) {
          if (!failed && !watch.expired()) handler();
        };
  }

 private:
  std::shared_ptr<const int> token_ = std::make_shared<const int>(0);
};

}  // namespace oakprobe::net
