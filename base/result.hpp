#pragma once

#include <boost/system/result.hpp>

namespace oakprobe {

// An expected failure travels as a value: a bad frame, a peer that went away. A failed probe is
// not one: that is a successful measurement, and travels as evidence.
template <class T>
using Result = boost::system::result<T>;

using ErrorCode = boost::system::error_code;

// The kernel's error number. What message() says of it is for a person.
[[nodiscard]] inline ErrorCode from_errno(int error) {
  return {error, boost::system::system_category()};
}

}  // namespace oakprobe
