#include "parsed_line.hpp"

#include <gmock/gmock.h>

namespace oakprobe::cli {
namespace {

using testing::HasSubstr;

TEST(CommandLine, ServeHasItsDefaults) {
  const auto options = parse_as<ServeOptions>("serve");
  EXPECT_EQ(options.history, std::nullopt);
  EXPECT_EQ(options.inventory, std::nullopt);
  EXPECT_EQ(options.page.listen, std::nullopt);
  EXPECT_EQ(options.page.token_file, std::nullopt);
}

TEST(CommandLine, ServeListensWhereItIsTold) {
  const auto options =
      parse_as<ServeOptions>("serve --history h --inventory i --listen [::1]:0 --token-file t");
  EXPECT_EQ(options.history, "h");
  EXPECT_EQ(options.inventory, "i");
  EXPECT_EQ(to_text(*options.page.listen), "[::1]:0");
  EXPECT_EQ(options.page.token_file, "t");
  EXPECT_EQ(parse_as<ServeOptions>("serve --listen").page.listen, serve::default_endpoint());
}

TEST(CommandLine, AnAuditServesWhereItIsTold) {
  EXPECT_EQ(parse_as<AuditOptions>("audit x").page.listen, std::nullopt);
  EXPECT_EQ(parse_as<AuditOptions>("audit x --serve").page.listen, serve::default_endpoint());
  for (const char* line :
       {"audit --serve 127.0.0.1:1 x --token-file t",
        "audit x --token-file t --serve=127.0.0.1:1"}) {
    const auto options = parse_as<AuditOptions>(line);
    EXPECT_EQ(options.inventory, "x");
    EXPECT_EQ(to_text(*options.page.listen), "127.0.0.1:1");
    EXPECT_EQ(options.page.token_file, "t");
  }
  const auto before = parse_as<AuditOptions>("audit --serve my.yaml");
  EXPECT_EQ(before.inventory, "my.yaml");
  EXPECT_EQ(before.page.listen, serve::default_endpoint());
}

TEST(CommandLine, AnAddressThatIsNoneIsToldSo) {
  for (const char* line :
       {"serve --listen :80",
        "serve --listen=80",
        "serve --listen localhost:80",
        "serve --listen 127.0.0.1:65536",
        "audit x --serve 127.0.0.1:"}) {
    const auto command = parse(line);
    const auto* error = std::get_if<UsageError>(&command);
    ASSERT_NE(error, nullptr) << line;
    EXPECT_THAT(error->message, HasSubstr("is ADDRESS:PORT, such as 127.0.0.1:8970")) << line;
  }
  const auto command = parse("serve my.yaml");
  const auto* error = std::get_if<UsageError>(&command);
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->message, HasSubstr("takes options only"));
}

}  // namespace
}  // namespace oakprobe::cli
