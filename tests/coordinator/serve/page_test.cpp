#include "coordinator/serve/page.hpp"

#include "coordinator/serve/gzip.hpp"

#include <gtest/gtest.h>

namespace oakprobe::serve {
namespace {

TEST(Gzip, ComesBackWhole) {
  std::string text;
  for (int at = 0; at < 100'000; ++at) text += std::to_string(at);
  const auto packed = gzipped(text);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), text.size() / 2);
  EXPECT_EQ(unzipped(*packed, text.size() + 1), text);
  EXPECT_EQ(unzipped(*packed, text.size() / 2), std::nullopt);
  EXPECT_EQ(unzipped(packed->substr(0, packed->size() / 2), text.size()), std::nullopt);
  EXPECT_EQ(unzipped("no gzip", 100), std::nullopt);
  EXPECT_EQ(unzipped(*gzipped(""), 100), "");
}

TEST(Preferences, TellWhatAClientUnpacks) {
  const auto takes = [](std::string_view accepted) { return Preferences{accepted, {}}.gzip(); };
  for (const std::string_view accepted :
       {"gzip", "deflate, GZIP", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*", "*;q=0, gzip"})
    EXPECT_TRUE(takes(accepted)) << accepted;
  for (const std::string_view accepted :
       {"", "identity", "gzip;q=0", "*, gzip;q=0.0", "br, *;q=0", "gzip;q=x", "x-gzip-not"})
    EXPECT_FALSE(takes(accepted)) << accepted;
}

TEST(Preferences, TellWhatAClientHas) {
  const auto has = [](std::string_view tags) { return Preferences{{}, tags}.has("\"a\""); };
  for (const std::string_view tags : {"\"a\"", "W/\"a\"", "\"b\",W/\"a\"", " \"a\" , \"b\"", "*"})
    EXPECT_TRUE(has(tags)) << tags;
  for (const std::string_view tags : {"", "a", "\"b\"", "\"ab\"", ",", "w/\"a\""})
    EXPECT_FALSE(has(tags)) << tags;
  const Preferences anything{{}, "*"};
  EXPECT_FALSE(anything.has(""));
}

TEST(Page, ThatIsBrokenSaysSo) {
  const PagePart broken{"", "text/html", "no gzip", "\"a\""};
  const Page page(std::span(&broken, 1));
  EXPECT_EQ(page.part("", {}).status, 500U);
  EXPECT_EQ(page.part("other", {}).status, 404U);
  const Reply none = Page({}).part("", {});
  EXPECT_EQ(none.status, 404U);
  EXPECT_EQ(none.body.find("This Oakprobe was built without its page"), 0U);
}

TEST(Page, IsUnpackedOnce) {
  const std::string packed = gzipped("<!doctype html>").value();
  const PagePart index{"", "text/html", packed, "\"a\""};
  const Page page(std::span(&index, 1));
  const Reply first = page.part("", {});
  const Reply second = page.part("", {});
  EXPECT_EQ(first.body, "<!doctype html>");
  EXPECT_EQ(first.body.data(), second.body.data());
}

}  // namespace
}  // namespace oakprobe::serve
