#include "oakestra/members.hpp"

#include <gtest/gtest.h>

namespace oakprobe::oakestra {
namespace {

TEST(YamlScalar, IsResolvedByTheRulesOfYaml11) {
  struct Row {
    const char* text;
    Value value;
  };
  using Integer = std::int64_t;
  const Row rows[] = {
      {"~", Null()},
      {"Null", Null()},
      {"y", true},
      {"On", true},
      {"TRUE", true},
      {"n", false},
      {"Off", false},
      {"oN", std::string("oN")},
      {"0", Integer{0}},
      {"-7", Integer{-7}},
      {"+7", Integer{7}},
      {"0o17", Integer{15}},
      {"017", Integer{15}},
      {"0x1F", Integer{31}},
      {"0b101", Integer{5}},
      {"1_000", Integer{1000}},
      {"9223372036854775808", 9223372036854775808.0},
      {"089", 89.0},
      {"1.5", 1.5},
      {".5", 0.5},
      {"1e3", 1000.0},
      {"192.0.2.1", std::string("192.0.2.1")},
      {"2001:db8::1", std::string("2001:db8::1")},
      {"12:30", std::string("12:30")},
      {"2001-01-01", std::string("2001-01-01")},
      {"0x", std::string("0x")},
      {"-", std::string("-")},
      {".", std::string(".")},
      {"1 2", std::string("1 2")},
  };
  for (const Row& row : rows) EXPECT_EQ(resolve_yaml_scalar(row.text), row.value) << row.text;
}

}  // namespace
}  // namespace oakprobe::oakestra
