#include "coordinator/app/access_token.hpp"

#include "coordinator/app/served_history.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace oakprobe::app {
namespace {

using testing::HasSubstr;

class AnAccessToken : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(place_);
    write("0123456789abcdef\n");
  }
  void TearDown() override { std::filesystem::remove_all(place_); }

  void write(const std::string& text) const {
    std::ofstream(file_, std::ios::binary) << text;
    ::chmod(file_.c_str(), S_IRUSR | S_IWUSR);
  }
  [[nodiscard]] std::string trouble() const {
    const auto read = read_access_token(file_);
    return read ? "" : read.error().messages.at(0);
  }

  std::string place_ = testing::TempDir() + "access-token";
  std::string file_ = place_ + "/token";
};

TEST_F(AnAccessToken, IsTheOneLineOfAFile) {
  for (const char* end : {"", "\n", "\r\n"}) {
    write("0123456789abcdef" + std::string(end));
    const auto read = read_access_token(file_);
    ASSERT_TRUE(read) << trouble();
    EXPECT_EQ(read->token, "0123456789abcdef");
    EXPECT_EQ(read->warning, "");
  }
  ::chmod(file_.c_str(), 0644);
  EXPECT_THAT(read_access_token(file_)->warning, HasSubstr("chmod 600"));
}

TEST_F(AnAccessToken, OfNoUseIsToldWhy) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"", "less than 16 characters"},
      {"0123456789abcde\n", "less than 16 characters"},
      {"0123456789abcdef\n0123456789abcdef\n", "more than one line"},
      {"0123456789abcdef\n\n", "more than one line"},
      {"0123456789 abcdef\n", "a blank"},
      {"0123456789abcdef\xc3\xa9\n", "not printable ASCII"},
      {std::string(2'000, 'a'), "File too large"},
  };
  for (const auto& [text, expected] : rows) {
    write(text);
    EXPECT_THAT(trouble(), HasSubstr(expected)) << text;
  }
  std::filesystem::remove(file_);
  EXPECT_THAT(trouble(), HasSubstr("No such file"));
  std::filesystem::create_directory(file_);
  EXPECT_NE(trouble(), "");
}

TEST_F(AnAccessToken, IsWhatOthersNeed) {
  const auto at = [](const char* address) { return parse_ip_endpoint(address); };
  EXPECT_TRUE(serve_terms({std::nullopt, std::nullopt}));
  EXPECT_TRUE(serve_terms({at("[::1]:80"), std::nullopt}));
  for (const char* address : {"192.0.2.1:80", "0.0.0.0:80", "[::]:80"}) {
    const auto refused = serve_terms({at(address), std::nullopt});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::wrong_input);
    EXPECT_THAT(refused.error().messages.at(0), HasSubstr("--token-file FILE"));
    const auto terms = serve_terms({at(address), file_});
    ASSERT_TRUE(terms);
    EXPECT_EQ(terms->settings.token, "0123456789abcdef");
    EXPECT_EQ(terms->warnings.size(), 1U);
  }
  EXPECT_TRUE(serve_terms({at("127.0.0.1:80"), file_})->warnings.empty());
  EXPECT_FALSE(serve_terms({at("127.0.0.1:80"), file_ + "2"}));
}

}  // namespace
}  // namespace oakprobe::app
