#include "coordinator/app/output_clash.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;

class OutputClashTest : public ::testing::Test {
 protected:
  OutputClashTest() {
    std::string name = ::testing::TempDir() + "oakprobe-clash-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    std::ofstream(path("my.yaml")) << "version: 1\n";
  }
  ~OutputClashTest() override { fs::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ / name; }
  // Why not; empty: they are apart.
  std::string clash(const std::vector<NamedOutput>& outputs) const {
    const auto apart = keep_outputs_apart(path("my.yaml"), outputs);
    if (apart) return "";
    EXPECT_EQ(apart.error().kind, FailureKind::wrong_input);
    return apart.error().messages.at(0);
  }

  fs::path directory_;
};

TEST_F(OutputClashTest, TheInventoryIsNotOverwritten) {
  EXPECT_EQ(
      clash({{"--json", path("my.yaml")}}),
      "--json " + path("my.yaml") + " would overwrite the inventory; give another file"
  );
  fs::create_symlink("my.yaml", path("soft"));
  EXPECT_EQ(
      clash({{"--state", path("soft")}}),
      "--state " + path("soft") +
          " would overwrite the inventory: it is the file that was read, by another name; give "
          "another file"
  );
}

TEST_F(OutputClashTest, TwoAreTwo) {
  EXPECT_EQ(clash({{"--json", path("a")}, {"--html", path("b")}}), "");
  EXPECT_EQ(clash({{"--json", "/dev/null"}, {"--html", "/dev/null"}}), "") << "keeps nothing";
  fs::create_symlink("a", path("leads"));
  EXPECT_EQ(
      clash({{"--json", path("a")}, {"--html", path("leads")}}),
      "--json " + path("a") + " and --html " + path("leads") + " are one file; give each its own"
  );
  EXPECT_FALSE(fs::exists(path("a"))) << "nothing is opened";
}

}  // namespace
}  // namespace oakprobe::app
