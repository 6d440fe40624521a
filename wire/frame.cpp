#include "wire/frame.hpp"

#include "base/big_endian.hpp"
#include "base/check.hpp"
#include "wire/error.hpp"

#include <array>
#include <cstdint>

namespace oakprobe::wire {

void append_frame(std::vector<std::byte>& out, std::span<const std::byte> body) {
  CHECK(!body.empty() && body.size() <= frame_body_bytes_max);
  std::array<std::byte, frame_header_bytes> header{};
  store_big_endian(header, static_cast<std::uint32_t>(body.size()));
  out.insert(out.end(), header.begin(), header.end());
  out.insert(out.end(), body.begin(), body.end());
}

// What an idle stream keeps of the room that its longest frame took.
constexpr std::size_t kept_bytes_max = 4'096;

void FrameDecoder::feed(std::span<const std::byte> bytes) {
  if (failed_) return;
  // Bytes move to the front only when at least as many were consumed, so each moves once on
  // average, however the stream was cut.
  if (consumed_ > 0 && consumed_ >= buffer_.size() - consumed_) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(consumed_));
    consumed_ = 0;
  }
  make_room(bytes.size());
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

// A vector's own doubling would take twice the longest frame, and the half of it at once while it
// moves. The rooms here are halves of the frame that is coming, so the last one fits it.
void FrameDecoder::make_room(std::size_t bytes) {
  const std::size_t needed = buffer_.size() + bytes;
  const auto rest = std::span<const std::byte>(buffer_).subspan(consumed_);
  if (needed <= buffer_.capacity() || rest.size() < frame_header_bytes) return;
  std::size_t room = consumed_ + frame_header_bytes + load_big_endian<std::uint32_t>(rest);
  while (room / 2 >= needed) room /= 2;
  if (room >= needed) buffer_.reserve(room);
}

Result<std::optional<std::span<const std::byte>>> FrameDecoder::next() {
  if (failed_) return *failed_;
  if (consumed_ == buffer_.size()) {
    buffer_.clear();
    if (buffer_.capacity() > kept_bytes_max) buffer_.shrink_to_fit();
    consumed_ = 0;
  }
  const auto rest = std::span<const std::byte>(buffer_).subspan(consumed_);
  if (rest.size() < frame_header_bytes) return std::nullopt;

  const std::size_t body_bytes = load_big_endian<std::uint32_t>(rest);
  if (body_bytes == 0 || body_bytes > body_bytes_max_) {
    failed_ = make_error_code(body_bytes == 0 ? Error::frame_empty : Error::frame_too_long);
    buffer_ = {};
    consumed_ = 0;
    return *failed_;
  }
  if (rest.size() - frame_header_bytes < body_bytes) return std::nullopt;
  consumed_ += frame_header_bytes + body_bytes;
  return rest.subspan(frame_header_bytes, body_bytes);
}

bool FrameDecoder::has_partial_frame() const { return buffer_.size() > consumed_; }

}  // namespace oakprobe::wire
