#include "wire/cbor_check.hpp"

#include "bytes.hpp"
#include "wire/messages.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace oakprobe::wire {
namespace {

constexpr CborLimits limits{.depth_max = 3, .values_max = 10, .map_keys_max = 3, .keys_max = 4};

std::string check(std::span<const std::byte> bytes) {
  const auto error = check_cbor(bytes, limits);
  return error ? make_error_code(*error).message() : "good";
}

struct Row {
  const char* name;
  const char* hex;
  Error error = Error{};  // none: good
};

class Cbor : public testing::TestWithParam<Row> {};

TEST_P(Cbor, IsJudgedBeforeItIsBuilt) {
  const auto& row = GetParam();
  const auto expected = row.error == Error{} ? "good" : make_error_code(row.error).message();
  EXPECT_EQ(check(from_hex(row.hex)), expected);
}

constexpr auto malformed = Error::malformed_cbor;

INSTANTIATE_TEST_SUITE_P(
    Inputs,
    Cbor,
    testing::Values(
        Row{"empty_input", "", malformed},
        Row{"small_number", "17"},
        Row{"number_of_64_bits", "1bffffffffffffffff"},
        Row{"smallest_negative", "3b7fffffffffffffff"},
        Row{"negative_below_64_bits", "3b8000000000000000", malformed},
        Row{"number_cut_short", "19ff", malformed},
        Row{"text", "63c3a478"},
        Row{"text_cut_short", "6361", malformed},
        Row{"text_of_2_to_64_bytes", "7bffffffffffffffff61", malformed},
        Row{"text_that_is_no_utf8", "61e4", malformed},
        Row{"text_with_a_surrogate", "63eda080", malformed},
        Row{"text_with_an_overlong_form", "62c080", malformed},
        Row{"byte_string", "43000102"},
        Row{"byte_string_of_2_to_32_bytes", "5b0000000100000000", malformed},
        Row{"simple_values", "83f4f5f6"},
        Row{"floats", "83f97e00fa7fc00000fb7ff8000000000000"},
        Row{"undefined", "f7", malformed},
        Row{"simple_value_in_a_second_byte", "f8ff", malformed},
        Row{"reserved_length", "1c", malformed},
        Row{"break", "ff", malformed},
        Row{"indefinite_array", "9f01ff", malformed},
        Row{"indefinite_map", "bf616101ff", malformed},
        Row{"indefinite_text", "7f6161ff", malformed},
        Row{"indefinite_bytes", "5f4100ff", malformed},
        Row{"tag", "c000", malformed},
        Row{"bignum", "c249010000000000000000", malformed},
        Row{"trailing_byte", "0000", malformed},
        Row{"map", "a2616101616202"},
        Row{"map_with_a_number_as_key", "a10101", malformed},
        Row{"map_with_an_array_as_key", "a18001", malformed},
        Row{"map_with_a_key_twice", "a2616101616102", malformed},
        Row{"map_with_a_key_twice_around_a_map", "a26161a1616101616102", malformed},
        Row{"same_key_in_two_maps", "a16161a1616101"},
        Row{"map_without_a_value", "a16161", malformed},
        Row{"most_keys", "a3616101616202616303"},
        Row{"one_key_too_many", "a46161016162026163036164f5", Error::too_many_keys},
        Row{"keys_that_descend", "a3616301616202616101"},
        Row{"keys_that_descend_one_twice", "a3616301616202616303", malformed},
        Row{"deepest", "818180"},
        Row{"too_deep", "81818180", Error::too_deep},
        Row{"too_deep_in_maps", "a16161a16161a16161a0", Error::too_deep},
        Row{"most_values", "89000000000000000000"},
        Row{"one_value_too_many", "8a00000000000000000000", Error::too_many_values},
        Row{"array_of_2_to_32", "9b0000000100000000", Error::too_many_values},
        Row{"array_of_2_to_64", "9bffffffffffffffff", Error::too_many_values},
        Row{"map_of_2_to_63", "bb8000000000000000", Error::too_many_values},
        Row{"map_of_2_to_64", "bbffffffffffffffff", Error::too_many_values},
        Row{"array_that_claims_more_than_there_is", "8900", malformed}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(CborCheck, StopsAtTheLimitOfDepthHoweverDeepTheInputIs) {
  const std::vector<std::byte> arrays(200'000, std::byte{0x81});
  EXPECT_EQ(check_cbor(arrays, limits), Error::too_deep);
  std::vector<std::byte> maps;
  for (int i = 0; i < 200'000; ++i) {
    for (const auto byte : from_hex("a16161")) maps.push_back(byte);
  }
  EXPECT_EQ(check_cbor(maps, limits), Error::too_deep);
}

TEST(CborCheck, CountsTheKeysOfAllMaps) {
  // A list of maps with one key each: 1 + 3 * 3 values.
  EXPECT_EQ(check(from_hex("83 a16161 01 a16161 01 a16161 01")), "good");
  EXPECT_NE(check(from_hex("84 a16161 01 a16161 01 a16161 01 a16161 01")), "good");
}

TEST(CborCheck, CountsTheKeysOfAllMapsTogether) {
  constexpr CborLimits three{.depth_max = 3, .values_max = 100, .map_keys_max = 2, .keys_max = 3};
  EXPECT_EQ(check_cbor(from_hex("82 a16161 01 a2616101616202"), three), std::nullopt);
  EXPECT_EQ(check_cbor(from_hex("82 a2616101616202 a2616101616202"), three), Error::too_many_keys);
}

}  // namespace
}  // namespace oakprobe::wire
