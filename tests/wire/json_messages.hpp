#pragma once

#include "wire/messages.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

// Messages as the other side may have made them: with other fields than ours.
namespace oakprobe::wire {

using Json = nlohmann::json;

inline Json fields_of(const Message& message) {
  const auto body = encode_message(message);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(body.data());
  return Json::from_cbor(begin, begin + body.size());
}

inline Result<Message> decode(const Json& fields) {
  const auto cbor = Json::to_cbor(fields);
  return decode_message(std::as_bytes(std::span(cbor)));
}

}  // namespace oakprobe::wire
