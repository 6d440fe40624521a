#include "base/base64.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace oakprobe {
namespace {

TEST(Base64, IsAsTheRfcHasIt) {
  const std::vector<std::pair<std::string, std::string>> vectors{
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xff\xfe\xfd", "//79"},
  };
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_of(bytes), text);
    EXPECT_EQ(parse_base64(text), bytes);
    EXPECT_EQ(text.size(), base64_size(bytes.size()));
  }
}

TEST(Base64, RefusesWhatIsNone) {
  for (const char* const text :
       {"Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm9-", "Zh==", "Zm9=", "=Zg="})
    EXPECT_EQ(parse_base64(text), std::nullopt) << text;
}

TEST(Base64, ComesBack) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_EQ(parse_base64(base64_of(bytes)), bytes);
  }
}

}  // namespace
}  // namespace oakprobe
