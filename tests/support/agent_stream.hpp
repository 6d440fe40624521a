#pragma once

#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <array>
#include <cstdlib>
#include <span>
#include <string_view>
#include <unistd.h>
#include <vector>

// For programs that stand in for an agent: the coordinator is on standard input and output. What
// can't be written or read ends the program.
namespace oakprobe::testing_support {

inline void put(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written <= 0) std::_Exit(1);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

inline void put_frame(std::span<const std::byte> body) {
  std::vector<std::byte> frame;
  wire::append_frame(frame, body);
  put(std::string_view(reinterpret_cast<const char*>(frame.data()), frame.size()));
}

inline void put(const wire::Message& message) { put_frame(wire::encode_message(message)); }

// Greets, and calls take(message) until the end of input.
template <class Take>
void speak(const Take& take) {
  put(wire::greeting);
  wire::FrameDecoder decoder;
  decoder.set_body_bytes_max(wire::frame_body_bytes_max);
  std::array<std::byte, 65'536> buffer;
  while (true) {
    const auto bytes = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (bytes <= 0) return;
    decoder.feed(std::span(buffer).first(static_cast<std::size_t>(bytes)));
    while (true) {
      const auto body = decoder.next();
      if (!body) std::_Exit(1);
      if (!*body) break;
      const auto message = wire::decode_message(**body);
      if (!message) std::_Exit(1);
      take(*message);
    }
  }
}

}  // namespace oakprobe::testing_support
