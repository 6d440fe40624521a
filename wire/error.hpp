#pragma once

#include "base/result.hpp"

#include <boost/system/error_code.hpp>

#include <system_error>

namespace oakprobe::wire {

enum class Error {
  no_greeting = 1,     // 64 KiB came before the greeting line
  frame_too_long,      // a frame announced more than the limit
  frame_empty,         // a frame announced no body
  malformed_cbor,      // not CBOR, not of definite length, or bytes behind it
  too_deep,            // nested deeper than the limit
  too_many_values,     // more values than the limit
  too_many_keys,       // a map with more keys than the limit
  not_a_message,       // no map, no `type`, or a key of the wrong type
  unknown_message,     // a `type` that this version does not know
  unexpected_message,  // a known message, of a type that this peer does not send
  version_mismatch,    // the peer speaks another protocol version
};

[[nodiscard]] const boost::system::error_category& error_category();
[[nodiscard]] ErrorCode make_error_code(Error error);

}  // namespace oakprobe::wire

template <>
struct boost::system::is_error_code_enum<oakprobe::wire::Error> : std::true_type {};
