#include "coordinator/app/report_files.hpp"

#include "base/described_enum.hpp"
#include "coordinator/page/report_cards.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ReportFilesTest : public ::testing::Test {
 protected:
  ReportFilesTest() {
    std::string name = ::testing::TempDir() + "oakprobe-reports-XXXXXX";
    directory_ = ::mkdtemp(name.data());
  }
  ~ReportFilesTest() override { fs::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ / name; }
  static std::string content(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path directory_;
  diagnosis::FinishedCheck check_;
};

TEST_F(ReportFilesTest, EachFormIsWrittenWhereItIsAskedFor) {
  std::vector<NamedReport> named;
  for (const ReportFormat format : all_values<ReportFormat>)
    named.push_back({format, path(std::string(name_of(format)))});
  ReportFiles files(named);
  ASSERT_TRUE(files.open());
  EXPECT_TRUE(fs::is_empty(directory_)) << "nothing lies there while the check runs";
  EXPECT_TRUE(files.write(check_));
  EXPECT_THAT(content(path("json")), HasSubstr("oakprobe.report/1"));
  EXPECT_THAT(content(path("markdown")), HasSubstr("Oakprobe"));
  EXPECT_THAT(content(path("junit")), HasSubstr("<testsuite"));
  EXPECT_THAT(content(path("html")), HasSubstr("<html"));
}

TEST_F(ReportFilesTest, NoneAreWrittenWithoutATrace) {
  ReportFiles files({});
  EXPECT_TRUE(files.open());
  EXPECT_TRUE(files.write(check_));
  EXPECT_FALSE(files.has_standard_output());
}

TEST_F(ReportFilesTest, TheFirstThatCantBeOpenedIsTold) {
  ReportFiles files(std::vector<NamedReport>{
      {ReportFormat::json, path("fine")},
      {ReportFormat::markdown, path("missing/report")},
      {ReportFormat::html, path("missing/other")},
  });
  const auto opened = files.open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(
      opened.error().messages,
      ElementsAre("cannot write " + path("missing/report") + ": No such file or directory")
  );
}

TEST_F(ReportFilesTest, OneThatFailsKeepsNoOtherFromBeingWritten) {
  ReportFiles files(std::vector<NamedReport>{
      {ReportFormat::json, "/dev/full"},
      {ReportFormat::markdown, path("written")},
      {ReportFormat::html, "/dev/full"},
  });
  ASSERT_TRUE(files.open());
  const auto written = files.write(check_);
  ASSERT_FALSE(written);
  const auto full = StartsWith("cannot write /dev/full: No space");
  EXPECT_THAT(written.error().messages, ElementsAre(full, full));
  EXPECT_NE(content(path("written")), "");
}

TEST_F(ReportFilesTest, OneMayGoToStandardOutput) {
  ReportFiles files(std::vector<NamedReport>{{ReportFormat::json, "-"}});
  EXPECT_TRUE(files.has_standard_output());
}

TEST_F(ReportFilesTest, RoundTripsAreInTheFormThatHasAPlaceForThem) {
  const auto page = [this](bool round_trips) {
    std::ostringstream out;
    page::card_of(ReportFormat::html).write(check_, out, ReportContent{round_trips});
    return out.str();
  };
  EXPECT_THAT(page(true), HasSubstr("No round trip was measured"));
  EXPECT_THAT(page(false), ::testing::Not(HasSubstr("No round trip was measured")));
}

}  // namespace
}  // namespace oakprobe::app
