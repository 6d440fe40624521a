#include "wire/messages.hpp"

#include "wire/cbor_check.hpp"
#include "wire/error.hpp"
#include "wire/message_fields.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace oakprobe::wire {
namespace {

constexpr std::size_t message_count = std::variant_size_v<Message>;

// In the order of Message.
constexpr std::array<std::string_view, message_count> type_names{
    "hello",
    "welcome",
    "facts-request",
    "facts",
    "arm",
    "armed",
    "probe",
    "probed",
    "evidence-request",
    "evidence",
    "look",
    "looked",
    "look-receipts-request",
    "look-receipts",
    "disarm",
    "disarmed",
    "keepalive",
    "failed",
    "bye",
};

template <std::size_t index>
Result<Message> read_message(const Json& map) {
  Fields fields(map);
  Message message(std::in_place_index<index>);
  read(fields, std::get<index>(message));
  if (!fields.ok()) return make_error_code(Error::not_a_message);
  return message;
}

constexpr auto readers = []<std::size_t... index>(std::index_sequence<index...>) {
  return std::array{&read_message<index>...};
}
(std::make_index_sequence<message_count>{});

}  // namespace

std::string_view type_name(const Message& message) { return type_names[message.index()]; }

std::vector<std::byte> encode_message(const Message& message) {
  auto map = Json::object();
  map["type"] = type_name(message);
  std::visit([&](const auto& alternative) { write(alternative, map); }, message);
  std::vector<std::uint8_t> cbor;
  Json::to_cbor(map, cbor);
  std::vector<std::byte> body(cbor.size());
  std::ranges::copy(std::as_bytes(std::span(cbor)), body.begin());
  return body;
}

Result<Message> decode_message(std::span<const std::byte> body) {
  const CborLimits limits{.depth_max = message_depth_max, .values_max = message_values_max};
  if (const auto error = check_cbor(body, limits)) return make_error_code(*error);

  // check_cbor() lets nothing pass that from_cbor() refuses; without exceptions all the same.
  const auto* begin = reinterpret_cast<const std::uint8_t*>(body.data());
  const auto map = Json::from_cbor(begin, begin + body.size(), true, false);
  if (map.is_discarded()) return make_error_code(Error::malformed_cbor);

  if (!map.is_object()) return make_error_code(Error::not_a_message);
  const auto type = map.find("type");
  if (type == map.end() || !type->is_string()) return make_error_code(Error::not_a_message);
  const auto found = std::ranges::find(type_names, type->get_ref<const std::string&>());
  if (found == type_names.end()) return make_error_code(Error::unknown_message);
  const auto index = static_cast<std::size_t>(found - type_names.begin());
  return readers[index](map);
}

}  // namespace oakprobe::wire
