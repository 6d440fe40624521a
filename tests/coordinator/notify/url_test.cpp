#include "coordinator/notify/url.hpp"

#include <gtest/gtest.h>

namespace oakprobe::notify {
namespace {

TEST(Url, IsReadInItsParts) {
  EXPECT_EQ(parse_url("http://am.example"), (Url{false, "am.example", 80, "/"}));
  EXPECT_EQ(parse_url("https://am.example/a?b=c"), (Url{true, "am.example", 443, "/a?b=c"}));
  EXPECT_EQ(parse_url("http://192.0.2.1:9093/"), (Url{false, "192.0.2.1", 9'093, "/"}));
  EXPECT_EQ(parse_url("https://[2001:db8::1]:1"), (Url{true, "2001:db8::1", 1, "/"}));
  EXPECT_EQ(parse_url("http://h?q"), (Url{false, "h", 80, "/?q"}));
}

TEST(Url, HasAnAuthorityForTheHostHeader) {
  EXPECT_EQ(parse_url("http://am.example:80/x")->authority(), "am.example");
  EXPECT_EQ(parse_url("https://am.example:80/x")->authority(), "am.example:80");
  EXPECT_EQ(parse_url("https://[2001:db8::1]/x")->authority(), "[2001:db8::1]");
}

TEST(Url, RefusesWhatIsNone) {
  for (const char* text :
       {"",
        "am.example",
        "ftp://am.example",
        "http://",
        "http:///path",
        "http://user:secret@am.example",
        "http://am.example:0",
        "http://am.example:65536",
        "http://am.example:",
        "http://[2001:db8::1",
        "http://[::1]x",
        "http://am.example/a b",
        "http://am.example/\r\nHost: other",
        "http://am.example/#part",
        "http://a\xc3\xa4.example"})
    EXPECT_FALSE(parse_url(text)) << text;
  const std::string longest = "http://h/" + std::string(url_bytes_max - 9, 'a');
  EXPECT_TRUE(parse_url(longest));
  EXPECT_FALSE(parse_url(longest + "a"));
}

}  // namespace
}  // namespace oakprobe::notify
