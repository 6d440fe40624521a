#pragma once

#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace oakprobe::wire {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

inline Bytes frame(const Message& message) {
  Bytes bytes;
  append_frame(bytes, encode_message(message));
  return bytes;
}

inline Bytes frames(const Message& message, std::size_t times) {
  Bytes bytes;
  for (std::size_t i = 0; i < times; ++i) append_frame(bytes, encode_message(message));
  return bytes;
}

// The length of a body, and nothing of it.
inline Bytes frame_head(std::size_t body_bytes) {
  Bytes bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes.push_back(static_cast<std::byte>(body_bytes >> shift & 0xffU));
  return bytes;
}

// The types of the messages in a stream, the greeting left out: "welcome keepalive ".
inline std::string types_in(std::span<const std::byte> bytes) {
  FrameDecoder decoder;
  decoder.set_body_bytes_max(frame_body_bytes_max);
  decoder.feed(bytes);
  std::string types;
  while (true) {
    const auto body = decoder.next();
    EXPECT_TRUE(body);
    if (!body || !*body) return types;
    const auto message = decode_message(**body);
    EXPECT_TRUE(message);
    if (!message) return types;
    types += std::string(type_name(*message)) + ' ';
  }
}

}  // namespace oakprobe::wire
