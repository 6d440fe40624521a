#include "coordinator/notify/receiver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace oakprobe::notify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReceiverTest : public ::testing::Test {
 protected:
  ReceiverTest() {
    std::string name = ::testing::TempDir() + "oakprobe-secret-XXXXXX";
    directory_ = ::mkdtemp(name.data());
  }
  ~ReceiverTest() override { std::filesystem::remove_all(directory_); }

  std::string secret(const std::string& content, mode_t mode) const {
    const std::string file = directory_ / "secret";
    std::ofstream(file, std::ios::binary) << content;
    EXPECT_EQ(::chmod(file.c_str(), mode), 0);
    return file;
  }
  static ReceiverSettings webhook(std::optional<std::string> secret_file) {
    return {ReceiverKind::webhook, "https://hooks.example/T1/s3cr3t", std::move(secret_file), {}};
  }
  std::string trouble(const ReceiverSettings& settings) {
    const auto made = make_receiver(settings, warning_);
    return made ? "" : made.error().message;
  }

  std::filesystem::path directory_;
  std::string warning_;
};

TEST_F(ReceiverTest, ASecretComesFromItsFileWithoutTheLineEnd) {
  const auto made = make_receiver(webhook(secret("key with blanks \r\n", 0600)), warning_);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->secret, "key with blanks ");
  EXPECT_EQ(warning_, "");
  EXPECT_THAT(made->name + made->key, Not(HasSubstr("s3cr3t")));
}

TEST_F(ReceiverTest, ASecretThatEverybodyCanReadIsTold) {
  EXPECT_EQ(trouble(webhook(secret("key", 0644))), "");
  EXPECT_THAT(warning_, HasSubstr("chmod 600"));
}

TEST_F(ReceiverTest, RefusesWhatIsNoSecret) {
  EXPECT_THAT(trouble(webhook(secret("\n", 0600))), HasSubstr("it is empty"));
  EXPECT_EQ(trouble(webhook(secret(std::string(secret_bytes_max, 'x'), 0600))), "");
  EXPECT_NE(trouble(webhook(secret(std::string(secret_bytes_max + 1, 'x'), 0600))), "");
  EXPECT_NE(trouble(webhook(directory_ / "none")), "");
  EXPECT_NE(trouble(webhook(directory_)), "");
}

TEST_F(ReceiverTest, RefusesWhatIsNoReceiver) {
  EXPECT_THAT(
      trouble({ReceiverKind::webhook, "https://me:secret@hooks.example", {}, {}}),
      HasSubstr("without user")
  );
  EXPECT_NE(trouble({ReceiverKind::command, "", {}, {}}), "");
  EXPECT_EQ(trouble({ReceiverKind::command, "", {}, {"mail", "-s", "alert"}}), "");
}

TEST_F(ReceiverTest, OtherSettingsAreAnotherReceiver) {
  const auto key = [this](const ReceiverSettings& one) {
    return make_receiver(one, warning_)->key;
  };
  const ReceiverSettings hook{ReceiverKind::webhook, "http://h/", {}, {}};
  const ReceiverSettings manager{ReceiverKind::alertmanager, "http://h/", {}, {}};
  EXPECT_EQ(key(hook), key(hook));
  EXPECT_NE(key(hook), key(manager));
  EXPECT_NE(
      key({ReceiverKind::command, "", {}, {"a", "b"}}),
      key({ReceiverKind::command, "", {}, {"a b"}})
  );
}

}  // namespace
}  // namespace oakprobe::notify
