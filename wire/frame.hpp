#pragma once

#include "base/result.hpp"
#include "wire/error.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::wire {

inline constexpr std::size_t frame_header_bytes = 4;
inline constexpr std::size_t frame_body_bytes_max_before_hello = 64U * 1024;
inline constexpr std::size_t frame_body_bytes_max = 16U * 1024 * 1024;

// The line that an agent writes first; what comes before it is a login banner.
inline constexpr std::string_view greeting = "OAKPROBE/1\n";
inline constexpr std::size_t banner_bytes_max = 64U * 1024;

// Appends the body, headed by its length (4 bytes, big-endian), to out. The body must not be empty
// or above frame_body_bytes_max.
void append_frame(std::vector<std::byte>& out, std::span<const std::byte> body);

// Splits a byte stream into length-prefixed frames (docs/wire-protocol.md). The first error is
// final: the stream position is lost, so the caller must drop the connection. Memory is bounded by
// the body limit plus what was fed at once.
class FrameDecoder {
 public:
  void feed(std::span<const std::byte> bytes);

  // nullopt: needs more input. The span is valid until the next call.
  [[nodiscard]] Result<std::optional<std::span<const std::byte>>> next();

  // From now on bodies may have this many bytes.
  void set_body_bytes_max(std::size_t bytes) { body_bytes_max_ = bytes; }

  // True in the middle of a frame: an end of stream now is a truncated frame.
  [[nodiscard]] bool has_partial_frame() const;

 private:
  void make_room(std::size_t bytes);

  std::vector<std::byte> buffer_;
  std::size_t consumed_ = 0;
  std::size_t body_bytes_max_ = frame_body_bytes_max_before_hello;
  std::optional<ErrorCode> failed_;
};

// Finds the greeting at the start of a line in what an agent's pipe brings first. Everything before
// it is kept as the banner, to be quoted if the greeting never comes; so is the greeting of another
// version. The first error is final.
class GreetingScanner {
 public:
  // How many of the bytes were taken; the rest belongs to the frames behind the greeting. Behind
  // the greeting nothing is taken.
  [[nodiscard]] Result<std::size_t> feed(std::span<const std::byte> bytes);

  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] const std::string& banner() const { return banner_; }

 private:
  [[nodiscard]] ErrorCode fail(Error error);

  std::string banner_;
  std::size_t line_start_ = 0;
  bool found_ = false;
  std::optional<ErrorCode> failed_;
};

}  // namespace oakprobe::wire
