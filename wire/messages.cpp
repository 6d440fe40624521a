#include "wire/messages.hpp"

#include "wire/cbor_check.hpp"
#include "wire/cbor_view.hpp"
#include "wire/error.hpp"
#include "wire/message_fields.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>
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

template <class M, class... Known>
constexpr bool is_one_of = (std::is_same_v<M, Known> || ...);

template <class M>
constexpr bool agents_send = is_one_of<
    M,
    Welcome,
    evidence::Facts,
    Armed,
    Probed,
    Evidence,
    Looked,
    LookReceipts,
    Disarmed,
    Keepalive,
    Failed>;

constexpr auto agents_types = []<std::size_t... index>(std::index_sequence<index...>) {
  return std::array{agents_send<std::variant_alternative_t<index, Message>>...};
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
  const auto* type = fields.required("type");
  const auto name = type == nullptr ? std::nullopt : type->text();
  if (!name) return make_error_code(Error::not_a_message);
  const auto found = std::ranges::find(type_names, *name);
  if (found == type_names.end()) return make_error_code(Error::unknown_message);
  const auto index = static_cast<std::size_t>(found - type_names.begin());
  if (of_agent && !agents_types[index]) return make_error_code(Error::unexpected_message);
  return readers[index](fields);
}

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

Result<Message> decode_message(std::span<const std::byte> body) { return decode(body, false); }

Result<Message> decode_message_of_agent(std::span<const std::byte> body) {
  return decode(body, true);
}

}  // namespace oakprobe::wire
