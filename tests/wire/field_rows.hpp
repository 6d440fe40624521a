#pragma once

#include "bytes.hpp"
#include "json_messages.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a field of an example's may be, and what not: rows for the test in message_refusal_test.cpp.
namespace oakprobe::wire {

struct Row {
  const char* name;
  std::string field;  // of which type of message, and the JSON pointer
  Json value;
  bool good = false;
};

class Field : public testing::TestWithParam<Row> {};

// Records of fixed width, in hexadecimal digits.
inline Json packed(std::string_view hex) {
  std::vector<std::uint8_t> bytes;
  for (const std::byte byte : from_hex(hex)) bytes.push_back(std::to_integer<std::uint8_t>(byte));
  return Json::binary(std::move(bytes));
}

inline std::string repeated(const std::string& hex, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += hex;
  return all;
}

}  // namespace oakprobe::wire
