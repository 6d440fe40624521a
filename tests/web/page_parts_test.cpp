#include "web/page_parts.hpp"

#include "../support/unpacked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace oakprobe::web {
namespace {

using serve::PagePart;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing_support::unpacked;

std::string file(const std::string& name) {
  std::ifstream in(std::filesystem::path(OAKPROBE_BUILT_PAGE) / name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(PageParts, AreTheFilesThatWereBuilt) {
  ASSERT_EQ(page_parts().size(), 3U);
  for (const PagePart& part : page_parts()) {
    const std::string name(part.name);
    EXPECT_EQ(unpacked(part.gzip), file(name.empty() ? "index.html" : name)) << name;
  }
  EXPECT_EQ(single_script(), file("single.js"));
  EXPECT_EQ(single_style(), file("single.css"));
}

TEST(PageParts, NameTheirContentsOrHaveATagOfThem) {
  const PagePart& index = page_parts().front();
  EXPECT_EQ(index.name, "");
  EXPECT_EQ(index.type, "text/html; charset=utf-8");
  EXPECT_THAT(std::string(index.etag), MatchesRegex("\"[0-9a-f]+\""));
  const std::string html = unpacked(index.gzip);
  for (const PagePart& part : page_parts().subspan(1)) {
    EXPECT_THAT(std::string(part.name), MatchesRegex("app-[0-9a-f]+\\.(js|css)"));
    EXPECT_EQ(part.etag, "");
    EXPECT_THAT(html, HasSubstr('"' + std::string(part.name) + '"'));
    const bool script = part.name.ends_with(".js");
    EXPECT_EQ(part.type, script ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8");
    EXPECT_EQ(unpacked(part.gzip), script ? single_script() : single_style());
  }
}

// gzip's time of modification (RFC 1952, §2.3): the same page gives the same program.
TEST(PageParts, TellNoTime) {
  for (const PagePart& part : page_parts()) EXPECT_EQ(part.gzip.substr(4, 4), std::string(4, '\0'));
}

TEST(PageParts, AreAtMost150KilobytesOnTheirWay) {
  std::size_t bytes = 0;
  for (const PagePart& part : page_parts()) bytes += part.gzip.size();
  EXPECT_LE(bytes, 150'000U);
}

TEST(PageParts, NothingEndsTheElementThatItIsPutInto) {
  std::string lower(single_script());
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  EXPECT_THAT(lower, Not(HasSubstr("</script")));
  EXPECT_THAT(lower, Not(HasSubstr("<!--")));
  EXPECT_THAT(std::string(single_style()), Not(HasSubstr("</")));
}

// A browser reads these otherwise than they stand there, and a hash of them would not fit.
TEST(PageParts, HaveNothingThatABrowserNormalizes) {
  for (const std::string_view text : {single_script(), single_style()}) {
    EXPECT_EQ(text.find('\r'), std::string_view::npos);
    EXPECT_EQ(text.find('\0'), std::string_view::npos);
  }
}

TEST(PageParts, AskNobodyElse) {
  for (const PagePart& part : page_parts()) {
    const std::string text = unpacked(part.gzip);
    for (const char* word : {"@import", "//cdn", "fonts.google", "sourceMappingURL"})
      EXPECT_THAT(text, Not(HasSubstr(word))) << part.name;
  }
}

}  // namespace
}  // namespace oakprobe::web
