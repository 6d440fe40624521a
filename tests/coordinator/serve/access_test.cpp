#include "coordinator/serve/access.hpp"

#include <gtest/gtest.h>

namespace oakprobe::serve {
namespace {

constexpr std::string_view token = "correct horse battery";

TEST(Access, IsByTokenWhereThereIsOne) {
  const Access access{std::string(token)};
  const auto judge = [&](std::string_view authorization) {
    return access.judge({authorization, "192.0.2.1:8970", "", ""});
  };
  for (const std::string_view right :
       {"Bearer correct horse battery",
        "bearer   correct horse battery",
        "Basic YW55Ym9keTpjb3JyZWN0IGhvcnNlIGJhdHRlcnk=",  // anybody:
        "BASIC OmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="})         // :
    EXPECT_EQ(judge(right), Admission::granted) << right;
  for (const std::string_view wrong :
       {"",
        "Bearer",
        "Bearer ",
        "Bearer correct horse batterz",
        "Bearer correct horse battery ",
        "Bearer correct horse",
        "correct horse battery",
        "Basic",
        "Basic Y29ycmVjdCBob3JzZSBiYXR0ZXJ5",                // without a user
        "Basic Y29ycmVjdCBob3JzZSBiYXR0ZXJ5Og==",            // as the user
        "Basic YW55Ym9keTpjb3JyZWN0IGhvcnNlIGJhdHRlcnk",     // not padded
        "Basic YW55Ym9keTpjb3JyZWN0IGhvcnNlIGJhdHRlcnk=!!",  // and more
        "Digest correct horse battery"})
    EXPECT_EQ(judge(wrong), Admission::no_token) << wrong;
}

TEST(Access, IsForThisMachinesNamesWithoutToken) {
  for (const std::string_view host :
       {"localhost",
        "LOCALHOST:8970",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.1.2.3:1",
        "[::1]",
        "[::1]:8970"})
    EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const std::string_view host :
       {"",
        ":80",
        "example.org",
        "localhost.example.org",
        "x:localhost",
        "localhost:80x",
        "localhost:123456",
        "127.0.0.1.example.org",
        "192.0.2.1:8970",
        "0.0.0.0",
        "[::]",
        "[::1",
        "127.0.0.1@example.org",
        "2130706433"})
    EXPECT_FALSE(is_loopback_host(host)) << host;
  const Access access{std::nullopt};
  EXPECT_EQ(access.judge({"", "localhost:8970", "", ""}), Admission::granted);
  EXPECT_EQ(access.judge({"", "rebound.example:8970", "", ""}), Admission::strange_host);
  EXPECT_EQ(access.judge({"Bearer x", "", "", ""}), Admission::strange_host);
}

TEST(Access, IsNotForOtherSites) {
  const Access access{std::nullopt};
  EXPECT_EQ(access.judge({"", "localhost", "same-origin", "cors"}), Admission::granted);
  EXPECT_EQ(access.judge({"", "localhost", "none", "navigate"}), Admission::granted);
  EXPECT_EQ(access.judge({"", "localhost", "cross-site", "navigate"}), Admission::granted);
  EXPECT_EQ(access.judge({"", "localhost", "cross-site", "no-cors"}), Admission::strange_site);
}

}  // namespace
}  // namespace oakprobe::serve
