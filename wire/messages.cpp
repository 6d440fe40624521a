#include "wire/messages.hpp"

#include "wire/cbor_check.hpp"
#include "wire/cbor_view.hpp"
#include "wire/error.hpp"
#include "wire/message_fields.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace oakprobe::wire {
namespace {

constexpr std::size_t message_count = std::variant_size_v<Message>;

struct MessageType {
  std::string_view name;
  bool agents_send = false;
};

// In the order of Message.
constexpr std::array<MessageType, message_count> types{{
    {"hello"},
    {"welcome", true},
    {"facts-request"},
    {"facts", true},
    {"exposure-request"},
    {"exposure", true},
    {"arm"},
    {"armed", true},
    {"probe"},
    {"probed", true},
    {"evidence-request"},
    {"evidence", true},
    {"look"},
    {"looked", true},
    {"look-receipts-request"},
    {"look-receipts", true},
    {"rules-order"},
    {"rules-watched", true},
    {"rules-request"},
    {"rules", true},
    {"disarm"},
    {"disarmed", true},
    {"keepalive", true},
    {"failed", true},
    {"bye"},
}};
static_assert(!types.back().name.empty());

template <std::size_t index>
Result<Message> read_message(Fields& fields) {
  Message message(std::in_place_index<index>);
  read(fields, std::get<index>(message));
  if (!fields.ok()) return make_error_code(Error::not_a_message);
  return message;
}

constexpr auto readers = []<std::size_t... index>(std::index_sequence<index...>) {
  return std::array{&read_message<index>...};
}
(std::make_index_sequence<message_count>{});

Result<Message> decode(std::span<const std::byte> body, bool of_agent) {
  constexpr CborLimits limits{
      .depth_max = message_depth_max,
      .values_max = message_values_max,
      .map_keys_max = message_map_keys_max,
      .keys_max = message_keys_max};
  if (const auto error = check_cbor(body, limits)) return make_error_code(*error);
  Fields fields{CborView(body)};
  const auto* type = fields.find("type");
  const auto name = type == nullptr ? std::nullopt : type->text();
  if (!name) return make_error_code(Error::not_a_message);
  const auto found = std::ranges::find(types, *name, &MessageType::name);
  if (found == types.end()) return make_error_code(Error::unknown_message);
  if (of_agent && !found->agents_send) return make_error_code(Error::unexpected_message);
  return readers[static_cast<std::size_t>(found - types.begin())](fields);
}

}  // namespace

std::string_view type_name(const Message& message) { return types[message.index()].name; }

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

Result<Message> decode_message(std::span<const std::byte> body) { return decode(body, false); }

Result<Message> decode_message_of_agent(std::span<const std::byte> body) {
  return decode(body, true);
}

}  // namespace oakprobe::wire
