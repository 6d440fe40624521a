#include "base/ascii.hpp"
#include "wire/error.hpp"
#include "wire/frame.hpp"

#include <algorithm>

namespace oakprobe::wire {
namespace {

constexpr std::string_view greeting_word = "OAKPROBE/";

// "OAKPROBE/" and digits: the greeting of some version, ours or not.
bool is_some_greeting(std::string_view line) {
  if (!line.starts_with(greeting_word)) return false;
  const auto version = line.substr(greeting_word.size());
  return !version.empty() && std::ranges::all_of(version, is_digit);
}

}  // namespace

Result<std::size_t> GreetingScanner::feed(std::span<const std::byte> bytes) {
  if (failed_) return *failed_;
  if (found_) return std::size_t{0};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<char>(bytes[i]);
    banner_ += byte;
    if (byte != '\n') {
      if (banner_.size() - line_start_ >= greeting.size() && banner_.size() > banner_bytes_max) {
        return fail(Error::no_greeting);
      }
      continue;
    }
    const auto line = std::string_view(banner_).substr(line_start_);
    // Exact: behind a line that ends in "\r\n" a terminal would garble the frames, too.
    if (line == greeting) {
      banner_.resize(line_start_);
      found_ = true;
      return i + 1;
    }
    if (is_some_greeting(line.substr(0, line.size() - 1))) return fail(Error::version_mismatch);
    line_start_ = banner_.size();
    if (line_start_ > banner_bytes_max) return fail(Error::no_greeting);
  }
  return bytes.size();
}

ErrorCode GreetingScanner::fail(Error error) {
  failed_ = make_error_code(error);
  return *failed_;
}

}  // namespace oakprobe::wire
