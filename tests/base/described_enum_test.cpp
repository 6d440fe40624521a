#include "base/described_enum.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace oakprobe {
namespace {

enum class Fruit : std::uint8_t { apple, sour_cherry };
BOOST_DESCRIBE_ENUM(Fruit, apple, sour_cherry)

struct Card {
  Fruit fruit;
  int stones;
};

constexpr std::array whole{Card{Fruit::apple, 0}, Card{Fruit::sour_cherry, 1}};
constexpr std::array swapped{Card{Fruit::sour_cherry, 1}, Card{Fruit::apple, 0}};
constexpr std::array forgotten{Card{Fruit::apple, 0}};

static_assert(name_of(Fruit::sour_cherry) == "sour-cherry");
static_assert(name_of(Fruit{2}).empty());
static_assert(value_named<Fruit>("apple") == Fruit::apple);
static_assert(!value_named<Fruit>("sour_cherry"));
static_assert(all_values<Fruit>.size() == 2);
static_assert(has_one_for_each(whole, &Card::fruit));
static_assert(!has_one_for_each(swapped, &Card::fruit));
static_assert(!has_one_for_each(forgotten, &Card::fruit));

TEST(DescribedEnum, EveryValueComesBackFromItsName) {
  for (const Fruit one : all_values<Fruit>) EXPECT_EQ(value_named<Fruit>(name_of(one)), one);
}

}  // namespace
}  // namespace oakprobe
