#include "coordinator/app/report_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <unistd.h>

#include <sys/resource.h>
#include <sys/stat.h>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ReportFileTest : public ::testing::Test {
 protected:
  ReportFileTest() {
    std::signal(SIGPIPE, SIG_IGN);  // as main() does
    std::string name = ::testing::TempDir() + "oakprobe-report-XXXXXX";
    directory_ = ::mkdtemp(name.data());
  }
  ~ReportFileTest() override { fs::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ / name; }
  static std::string content(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static mode_t mode(const std::string& file) {
    struct stat seen {};
    EXPECT_EQ(::stat(file.c_str(), &seen), 0);
    return seen.st_mode & 07777;
  }
  // Why not; empty: it was done.
  static std::string trouble(const OrFailure<void>& done) {
    if (done) return "";
    const Failure failure = done.error();
    EXPECT_EQ(failure.kind, FailureKind::oakprobe_failed);
    EXPECT_EQ(failure.messages.size(), 1U);
    return failure.messages.front();
  }
  static std::string write(ReportFile& file, const std::string& text) {
    return trouble(file.write([&](std::ostream& out) { out << text; }));
  }
  static std::string report(const std::string& name, const std::string& text) {
    ReportFile file(name);
    const auto opened = file.open();
    return opened ? write(file, text) : trouble(opened);
  }
  // How many files are there, the temporary ones included.
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
  }

  fs::path directory_;
};

TEST_F(ReportFileTest, ANewFileIsOursAlone) {
  ::umask(0);
  EXPECT_EQ(report(path("new.json"), "text"), "");
  ::umask(022);
  EXPECT_EQ(content(path("new.json")), "text");
  EXPECT_EQ(mode(path("new.json")), 0600U);
  EXPECT_EQ(files(), 1);
}

TEST_F(ReportFileTest, ANewFileForEverybodyCanBeRead) {
  ReportFile file(path("new.prom"), Readers::everybody);
  ASSERT_TRUE(file.open());
  EXPECT_EQ(write(file, "text"), "");
  EXPECT_EQ(mode(path("new.prom")), 0644U);
}

TEST_F(ReportFileTest, AFileKeepsItsModeAndOwner) {
  std::ofstream(path("old.json")) << "much longer than the new one";
  ASSERT_EQ(::chmod(path("old.json").c_str(), 0640), 0);
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::chown(path("old.json").c_str(), 4242, 4243), 0);
  }
  EXPECT_EQ(report(path("old.json"), "text"), "");
  EXPECT_EQ(content(path("old.json")), "text");
  EXPECT_EQ(mode(path("old.json")), 0640U);
  struct stat seen {};
  ASSERT_EQ(::stat(path("old.json").c_str(), &seen), 0);
  if (root) {
    EXPECT_EQ(seen.st_uid, 4242U);
    EXPECT_EQ(seen.st_gid, 4243U);
  }
}

TEST_F(ReportFileTest, UntilItIsWholeTheOldOneIsThere) {
  std::ofstream(path("old.json")) << "old";
  ReportFile file(path("old.json"));
  ASSERT_TRUE(file.open());
  EXPECT_EQ(content(path("old.json")), "old");
  EXPECT_EQ(files(), 1) << "nothing lies there while the check runs";
  EXPECT_TRUE(file.write([&](std::ostream& out) {
    out << std::string(200'000, 'x') << std::flush;
    EXPECT_EQ(content(path("old.json")), "old");
    EXPECT_EQ(files(), 2);
  }));
  EXPECT_EQ(content(path("old.json")).size(), 200'000U);
  EXPECT_EQ(files(), 1);
}

TEST_F(ReportFileTest, AFailureLeavesTheOldOne) {
  std::ofstream(path("old.json")) << "old";
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1'000, before.rlim_max};
  ReportFile file(path("old.json"));
  ASSERT_TRUE(file.open());
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string failed = write(file, std::string(200'000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(failed, "cannot write " + path("old.json") + ": File too large");
  EXPECT_EQ(content(path("old.json")), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(ReportFileTest, ALinkIsFollowed) {
  fs::create_directory(path("there"));
  fs::create_symlink("there/report.json", path("link"));
  fs::create_symlink("link", path("link-to-link"));
  for (const char* text : {"first", "second"}) {
    EXPECT_EQ(report(path("link-to-link"), text), "");
    EXPECT_EQ(content(path("there/report.json")), text);
    EXPECT_TRUE(fs::is_symlink(path("link-to-link")));
    EXPECT_TRUE(fs::is_symlink(path("link")));
  }
  EXPECT_EQ(files(), 3);
}

TEST_F(ReportFileTest, WhatCantBeWrittenIsFoundBefore) {
  fs::create_directory(path("directory"));
  fs::create_symlink("loop", path("loop"));
  for (const char* name : {"missing/report.json", "directory", "directory/", "loop"}) {
    SCOPED_TRACE(name);
    ReportFile file(path(name));
    EXPECT_THAT(trouble(file.open()), HasSubstr(path(name)));
  }
}

TEST_F(ReportFileTest, AFifoThatNobodyReadsIsAnError) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  ReportFile file(path("fifo"));
  EXPECT_THAT(trouble(file.open()), HasSubstr("nobody reads " + path("fifo")));
  EXPECT_TRUE(fs::is_fifo(path("fifo")));
}

// More than a pipe holds, so that its writer has to wait.
TEST_F(ReportFileTest, AFifoWithAReaderIsWritten) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  std::string read;
  std::thread reader([&] { read = content(path("fifo")); });
  const std::string text(3'000'000, 'x');
  EXPECT_EQ(report(path("fifo"), text), "");
  reader.join();
  EXPECT_EQ(read, text);
  EXPECT_TRUE(fs::is_fifo(path("fifo")));
  EXPECT_EQ(files(), 1);
}

TEST_F(ReportFileTest, AReaderThatGoesAwayIsAnError) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  const int reader = ::open(path("fifo").c_str(), O_RDONLY | O_NONBLOCK);
  ReportFile file(path("fifo"));
  ASSERT_TRUE(file.open());
  ::close(reader);
  EXPECT_EQ(write(file, "text"), "cannot write a report: who read " + path("fifo") + " went away");
}

TEST_F(ReportFileTest, ADeviceIsWrittenAsItIs) {
  EXPECT_EQ(report("/dev/null", "text"), "");
  fs::create_symlink("/dev/null", path("nowhere"));
  EXPECT_EQ(report(path("nowhere"), "text"), "");
  EXPECT_TRUE(fs::is_symlink(path("nowhere")));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(report("/dev/full", "text"), "cannot write /dev/full: No space left on device");
}

// As a shell's `>(…)` and `3>file` give it.
TEST_F(ReportFileTest, AnOpenDescriptorIsWrittenOn) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_EQ(report("/dev/fd/" + std::to_string(ends[1]), "text"), "");
  char got[10];
  EXPECT_EQ(::read(ends[0], got, sizeof got), 4);
  ::close(ends[0]);
  ::close(ends[1]);

  const int file = ::open(path("log").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(::write(file, "before ", 7), 7);
  EXPECT_EQ(report("/proc/self/fd/" + std::to_string(file), "text"), "");
  ::close(file);
  EXPECT_EQ(content(path("log")), "before text");

  const int unwritable = ::open(path("log").c_str(), O_RDONLY);
  const std::string name = "/dev/fd/" + std::to_string(unwritable);
  EXPECT_THAT(trouble(ReportFile(name).open()), HasSubstr(name));
  ::close(unwritable);
}

TEST_F(ReportFileTest, StandardOutputHasTwoNames) {
  for (const char* name : {"-", "/dev/stdout"}) {
    ::testing::internal::CaptureStdout();
    EXPECT_TRUE(ReportFile(name).is_standard_output());
    EXPECT_EQ(report(name, "text"), "");
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "text");
  }
  EXPECT_FALSE(ReportFile(path("file")).is_standard_output());
}

}  // namespace
}  // namespace oakprobe::app
