#include "bytes.hpp"
#include "json_messages.hpp"
#include "wire/error.hpp"

#include <gtest/gtest.h>

#include <vector>

// What is refused before its fields are looked at, and how that is told.
namespace oakprobe::wire {
namespace {

TEST(DecodeMessage, TellsWhatIsNoMessage) {
  for (const Json& value :
       {Json(7), Json::array({"type", "bye"}), Json::object(), Json{{"type", 7}}})
    EXPECT_EQ(decode(value).error(), make_error_code(Error::not_a_message)) << value;
  for (const char* type : {"firewall", "BYE"})
    EXPECT_EQ(decode({{"type", type}}).error(), make_error_code(Error::unknown_message)) << type;
}

// So that the user can be told which versions met, whatever else the other one says.
TEST(DecodeMessage, ReadsTheVersionOfAGreetingOfAnotherVersion) {
  const auto hello = decode({{"type", "hello"}, {"version", 2}, {"oakprobe", "3.1"}, {"run", "x"}});
  ASSERT_TRUE(hello);
  EXPECT_EQ(std::get<Hello>(*hello), (Hello{.version = 2, .oakprobe = "3.1", .name = ""}));
  const auto welcome = decode({{"type", "welcome"}, {"version", 0}});
  ASSERT_TRUE(welcome);
  EXPECT_EQ(std::get<Welcome>(*welcome), (Welcome{.version = 0, .oakprobe = ""}));
  EXPECT_FALSE(decode({{"type", "welcome"}, {"version", "2"}}));
  EXPECT_FALSE(decode({{"type", "welcome"}, {"version", 2}, {"oakprobe", 3}}));
}

TEST(DecodeMessage, RefusesNestingAndClaimsBeforeBuildingThem) {
  EXPECT_EQ(
      decode_message(std::vector<std::byte>(200'000, std::byte{0x81})).error(),
      make_error_code(Error::too_deep)
  );
  auto deep = Json::array();
  for (std::size_t depth = 1; depth < message_depth_max; ++depth) deep = Json::array({deep});
  auto bye = fields_of(Bye{});
  bye["x"] = deep;
  EXPECT_EQ(decode(bye).error(), make_error_code(Error::too_deep));
  bye["x"] = deep[0];
  EXPECT_TRUE(decode(bye));
  EXPECT_EQ(
      decode_message(from_hex("a1 6474797065 9b0000000100000000")).error(),
      make_error_code(Error::too_many_values)
  );
}

TEST(WireError, HasAMessageEach) {
  for (int value = 1; value <= static_cast<int>(Error::version_mismatch); ++value) {
    const auto message = make_error_code(static_cast<Error>(value)).message();
    EXPECT_NE(message, make_error_code(Error{}).message()) << value;
  }
}

}  // namespace
}  // namespace oakprobe::wire
