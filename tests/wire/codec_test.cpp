#include "wire/codec.hpp"

#include "wire/packed.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace oakprobe::wire {
namespace {

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)
enum class Size : std::uint8_t { small, large };

struct Corner {
  std::uint8_t x = 0;
  bool is_sharp = false;

  friend bool operator==(const Corner&, const Corner&) = default;
};
BOOST_DESCRIBE_STRUCT(Corner, (), (x, is_sharp))

struct Edge {
  std::uint8_t length = 0;
  std::optional<Corner> corner;

  friend bool operator==(const Edge&, const Edge&) = default;
};
BOOST_DESCRIBE_STRUCT(Edge, (), (length, corner))

struct Frame {
  std::uint16_t width = 0;

  friend bool operator==(const Frame&, const Frame&) = default;
};
BOOST_DESCRIBE_STRUCT(Frame, (), (width))

struct Shape {
  std::string name;
  std::string symbol = "o";
  std::int32_t level = 1;
  std::optional<std::uint64_t> area;
  Colour colour = Colour::red;
  Size size = Size::small;
  NodeId node{};
  Frame frame;
  Frame inner;
  std::vector<Edge> edges;
  std::vector<std::string> notes;
  std::vector<std::uint8_t> bytes;

  friend bool operator==(const Shape&, const Shape&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Shape, (), (name, symbol, level, area, colour, size, node, frame, inner, edges, notes, bytes)
)

bool is_one_letter(std::string_view text) { return text.size() == 1; }

void write_bytes(const std::vector<std::uint8_t>& bytes, Json& map) {
  map["packed"] = Json::binary(bytes);
}

void read_bytes(Fields& fields, std::vector<std::uint8_t>& bytes) {
  read_records<std::array<std::uint8_t, 2>>(fields, "packed", 2, [&](const auto& pair) {
    bytes.insert(bytes.end(), pair.begin(), pair.end());
    return true;
  });
}

}  // namespace

template <>
constexpr bool is_list_shaped<Edge> = true;
template <>
constexpr auto field_table<Edge> = std::tuple{field(&Edge::corner).inlined()};
template <>
constexpr auto field_table<Shape> = std::tuple{
    field(&Shape::name).bytes(4),
    field(&Shape::symbol).only(is_one_letter),
    field(&Shape::level).named("height").from(1).to(9),
    field(&Shape::size).to(Size::large),
    field(&Shape::frame).inlined(),
    field(&Shape::edges).items(2),
    field(&Shape::notes).first(2).bytes(3),
    field(&Shape::bytes).by(write_bytes, read_bytes)};

namespace {

Json written(const Shape& shape) {
  auto map = Json::object();
  write_fields(shape, map);
  return map;
}

std::optional<Shape> read(const Json& map) {
  const auto cbor = Json::to_cbor(map);
  Fields fields{CborView(std::as_bytes(std::span(cbor)))};
  Shape shape;
  read_fields(fields, shape);
  return fields.ok() ? std::optional(shape) : std::nullopt;
}

Shape full() {
  return {
      .name = "oval",
      .symbol = "O",
      .level = 9,
      .area = 7,
      .colour = Colour::green,
      .size = Size::large,
      .node = NodeId{3},
      .frame = {1},
      .inner = {2},
      .edges = {{5, {}}, {6, Corner{7, true}}},
      .notes = {"a", "b"},
      .bytes = {1, 2, 3, 4}};
}

TEST(Codec, WritesADescribedStructAsAMap) {
  const Json expected{
      {"name", "oval"},
      {"symbol", "O"},
      {"height", 9},
      {"area", 7},
      {"colour", 1},
      {"size", 1},
      {"node", 3},
      {"width", 1},
      {"inner", {{"width", 2}}},
      {"edges", {Json::array({5}), {6, 7, true}}},
      {"notes", {"a", "b"}},
      {"packed", Json::binary({1, 2, 3, 4})}};
  EXPECT_EQ(written(full()), expected);
  EXPECT_EQ(read(expected), full());
}

TEST(Codec, LeavesOutWhatIsNotThere) {
  Shape shape = full();
  shape.area.reset();
  const Json map = written(shape);
  EXPECT_FALSE(map.contains("area"));
  EXPECT_EQ(read(map), shape);
}

TEST(Codec, CutsTextsAndTellsTheFirstOfAList) {
  Shape shape = full();
  shape.name = "oval\xff and more";
  shape.notes = {"abcd", "b\xff", "c"};
  const Json map = written(shape);
  EXPECT_EQ(map["name"], "oval");
  EXPECT_EQ(map["notes"], (Json{"abc", "b?"}));
}

TEST(CodecDeathTest, TakesWhatCannotBeForABugOfTheTeller) {
  Shape shape = full();
  shape.edges.resize(3);
  EXPECT_DEATH(written(shape), "items_max");
  shape = full();
  shape.symbol = "";
  EXPECT_DEATH(written(shape), "text_can_be");
}

struct FieldRow {
  const char* name;
  const char* at;  // a JSON pointer
  Json value;
  bool good = false;
};

class CodecField : public testing::TestWithParam<FieldRow> {};

TEST_P(CodecField, IsTakenOnlyWithinItsLimits) {
  const FieldRow& row = GetParam();
  Json map = written(full());
  map[Json::json_pointer(row.at)] = row.value;
  EXPECT_EQ(read(map).has_value(), row.good);
}

const Json no_corner = Json::array({5});

INSTANTIATE_TEST_SUITE_P(
    Limits,
    CodecField,
    testing::Values(
        FieldRow{"longest_text", "/name", "1234", true},
        FieldRow{"longer_text", "/name", "12345"},
        FieldRow{"text_that_can_be", "/symbol", "x", true},
        FieldRow{"text_that_can_not_be", "/symbol", "xy"},
        FieldRow{"least", "/height", 1, true},
        FieldRow{"less_than_least", "/height", 0},
        FieldRow{"most", "/height", 9, true},
        FieldRow{"more_than_most", "/height", 10},
        FieldRow{"most_of_its_type", "/width", 65'535, true},
        FieldRow{"more_than_its_type", "/width", 65'536},
        FieldRow{"optional_of_another_kind", "/area", "7"},
        FieldRow{"negative", "/area", -1},
        FieldRow{"last_of_a_described_enum", "/colour", 1, true},
        FieldRow{"behind_the_last_of_a_described_enum", "/colour", 2},
        FieldRow{"last_of_an_enum", "/size", 1, true},
        FieldRow{"behind_the_last_of_an_enum", "/size", 2},
        FieldRow{"any_id", "/node", 0xffff'ffff, true},
        FieldRow{"map_without_its_field", "/inner", Json::object()},
        FieldRow{"map_that_is_a_list", "/inner", Json::array()},
        FieldRow{"no_items", "/edges", Json::array(), true},
        FieldRow{"most_items", "/edges", Json::array({no_corner, no_corner}), true},
        FieldRow{"more_items", "/edges", Json::array({no_corner, no_corner, no_corner})},
        FieldRow{"list_without_an_item", "/edges/0", Json::array()},
        FieldRow{"list_with_an_item_too_many", "/edges/0", {5, 6, true, 1}},
        FieldRow{"half_of_what_is_optional_in_a_list", "/edges/0", {5, 6}},
        FieldRow{"what_is_optional_in_a_list", "/edges/0", {5, 6, false}, true},
        FieldRow{"longest_of_a_list", "/notes/1", "abc", true},
        FieldRow{"longer_of_a_list", "/notes/1", "abcd"},
        FieldRow{"more_than_the_first", "/notes", {"a", "b", "c"}},
        FieldRow{"one_record", "/packed", Json::binary({1, 2}), true},
        FieldRow{"half_a_record", "/packed", Json::binary({1, 2, 3})},
        FieldRow{"a_record_too_many", "/packed", Json::binary({1, 2, 3, 4, 5, 6})}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Codec, RefusesAMissingField) {
  const Json whole = written(full());
  for (const auto& field : whole.items()) {
    Json map = whole;
    map.erase(field.key());
    EXPECT_EQ(read(map).has_value(), field.key() == "area") << field.key();
  }
}

}  // namespace
}  // namespace oakprobe::wire
