#include "coordinator/page/page_file.hpp"

#include "../../support/unpacked.hpp"
#include "../report/samples.hpp"
#include "base/base64.hpp"
#include "coordinator/page/page_json.hpp"
#include "coordinator/report/html_parts.hpp"
#include "coordinator/report/html_style.hpp"
#include "tests/coordinator/page/sample_fleet.hpp"
#include "web/page_parts.hpp"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/erase.hpp>
#include <boost/algorithm/string/find_iterator.hpp>
#include <boost/algorithm/string/finder.hpp>
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>
#include <string>

namespace oakprobe::page {
namespace {

using diagnosis::FinishedCheck;

std::string page_of(const FinishedCheck& check) {
  return report::test::written(write_page_file, check);
}

// What stands between the two, which come once.
std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const std::size_t from = text.find(begin);
  EXPECT_NE(from, std::string::npos) << begin;
  EXPECT_EQ(text.find(begin, from + 1), std::string::npos) << begin;
  if (from == std::string::npos) return "";
  const std::size_t to = text.find(end, from + begin.size());
  EXPECT_NE(to, std::string::npos) << end;
  return text.substr(from + begin.size(), to - from - begin.size());
}

std::string data_in(const std::string& page) {
  const auto gzip = parse_base64(
      between(page, R"(<script type="application/json" id="oakprobe-data">)", "</script>")
  );
  EXPECT_TRUE(gzip);
  return gzip ? testing_support::unpacked(*gzip) : "";
}

std::string data_of(const FinishedCheck& check) {
  std::ostringstream out;
  write_page_data(check, out);
  return out.str();
}

std::size_t count(const std::string& text, const std::string& words) {
  namespace algorithm = boost::algorithm;
  const auto found = algorithm::make_find_iterator(text, algorithm::first_finder(words));
  return static_cast<std::size_t>(std::distance(found, decltype(found)()));
}

TEST(PageFile, PolicyNamesASourceAsBrowsersDo) {
  // The example of CSP Level 3, §8.4, and SHA-256 of nothing.
  EXPECT_EQ(
      source_of("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
  );
  EXPECT_EQ(source_of(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

TEST(PageFile, IsThePlainReportWhereThePageWasLeftOut) {
  if (!web::single_script().empty()) GTEST_SKIP() << "the page is here";
  const FinishedCheck check = report::test::everything();
  EXPECT_EQ(page_of(check), report::test::written(report::write_html, check));
}

class BuiltPageFile : public testing::Test {
 protected:
  void SetUp() override {
    if (web::single_script().empty()) GTEST_SKIP() << "built without the page";
  }
};

TEST_F(BuiltPageFile, HasItsDataPacked) {
  for (const FinishedCheck& check : {report::test::everything(), report::test::hostile()})
    EXPECT_EQ(data_in(page_of(check)), data_of(check));
}

TEST_F(BuiltPageFile, HasThePlainReportForWhoRunsNoScript) {
  const FinishedCheck check = report::test::everything();
  std::ostringstream plain;
  report::write_html_main(check, plain, {.round_trips = true});
  const std::string page = page_of(check);
  EXPECT_EQ(between(page, "<noscript><main", "</noscript>"), plain.str().substr(5));
  EXPECT_EQ(between(page, "<noscript><style>", "</style></noscript>"), report::html_style);
}

TEST_F(BuiltPageFile, LetsNothingRunButItsOwn) {
  const std::string page = page_of(report::test::everything());
  const std::string script(web::single_script());
  const std::string style(web::single_style());
  EXPECT_EQ(
      between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\""),
      "default-src 'none'; script-src " + source_of(script) + "; style-src " + source_of(style) +
          " " + source_of(report::html_style) +
          "; img-src data:; base-uri 'none'; form-action 'none'"
  );
  EXPECT_EQ(between(page, "<script>", "</script>"), script);
  EXPECT_EQ(page.substr(page.find("\n<style>") + 8, style.size()), style);
  EXPECT_LT(page.find("Content-Security-Policy"), page.find("<style>"));
}

// What is of others stands in the plain report, escaped, and in the data, packed.
TEST_F(BuiltPageFile, HostileNamesMarkUpNothing) {
  FinishedCheck check = report::test::hostile();
  check.deployment = "</title></script></noscript><script>alert(1)</script><!--";
  std::string page = page_of(check);
  for (const std::string_view own : {web::single_script(), web::single_style()})
    boost::algorithm::erase_first(page, own);
  boost::algorithm::to_lower(page);
  EXPECT_EQ(count(page, "<script"), 2U);
  EXPECT_EQ(count(page, "</script"), 2U);
  EXPECT_EQ(count(page, "</noscript"), 2U);
  EXPECT_EQ(count(page, "</title"), 1U);
  EXPECT_EQ(count(page, "<style"), 2U);
  for (const char* markup : {"<!--", "<img", "<svg", "<iframe", "<a href=\"h"})
    EXPECT_EQ(count(page, markup), 0U) << markup;
}

// Of a million paths it is 0.7 MB.
TEST_F(BuiltPageFile, StaysSmallHoweverManyPathsThereAre) {
  const FinishedCheck check = test::sample_fleet(200, 1);
  ASSERT_GT(check.paths.size(), 40'000U);
  EXPECT_LT(page_of(check).size(), 1'000'000U);
}

TEST_F(BuiltPageFile, IsKeptToBeHeldAgainstTheJsonReport) {
  const auto keep = [](const std::string& name, const FinishedCheck& check) {
    report::test::keep(name + ".html", page_of(check));
    report::test::keep(name + ".json", report::test::written(report::write_json, check));
  };
  keep("page-everything", report::test::everything());
  keep("page-hostile", report::test::hostile());
}

TEST_F(BuiltPageFile, ErrorsAreTheStreams) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  write_page_file(report::test::everything(), out);
  EXPECT_TRUE(out.bad());
}

}  // namespace
}  // namespace oakprobe::page
