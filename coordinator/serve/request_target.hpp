#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::serve {

inline constexpr std::size_t path_steps_max = 16;
inline constexpr std::size_t parameters_max = 32;

// What stands behind the method of a request, decoded once. All of it is UTF-8 without control
// characters, and no step is empty, "." or "..". "/" has no steps. A step may hold a '/' that was
// encoded.
struct RequestTarget {
  std::vector<std::string> path;
  std::vector<std::pair<std::string, std::string>> parameters;  // in order

  friend bool operator==(const RequestTarget&, const RequestTarget&) = default;
};

// What is wrong with a target, for a person.
struct WrongTarget {
  std::string_view why;
};

// Total, whatever the bytes. Takes the origin form alone ("/a/b?c=d"), which is what is sent to a
// server that is no proxy; in parameters a '+' is a blank, as forms write it.
[[nodiscard]] boost::system::result<RequestTarget, WrongTarget> parse_target(std::string_view target
);

// Something that parse_target() reads as this again.
[[nodiscard]] std::string to_text(const RequestTarget& target);

}  // namespace oakprobe::serve
