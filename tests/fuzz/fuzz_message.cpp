#include "base/check.hpp"
#include "wire/error.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <cstdint>
#include <span>

// Whatever is taken for a message is one that we could have sent: written, it reads as itself, and
// written again it gives the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oakprobe;
  const auto message = wire::decode_message(std::as_bytes(std::span(data, size)));
  if (!message) {
    CHECK(message.error().category() == wire::error_category());
    return 0;
  }
  const auto body = wire::encode_message(*message);
  CHECK(body.size() <= wire::frame_body_bytes_max);
  const auto again = wire::decode_message(body);
  CHECK(again.has_value());
  CHECK(*again == *message);
  CHECK(wire::encode_message(*again) == body);
  return 0;
}
