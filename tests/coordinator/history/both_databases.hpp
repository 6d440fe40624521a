#pragma once

#include "coordinator/history/database.hpp"
#include "tests/coordinator/history/postgresql_server.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <unistd.h>
#include <utility>

namespace oakprobe::history {

// A directory of the test's own.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    path_ = (std::filesystem::temp_directory_path() / "oakprobe-history-XXXXXX").string();
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }

  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The same tests on a file and on a server.
class BothDatabases : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    if (GetParam() == Backend::sqlite) {
      place_ = {Backend::sqlite, directory_.file("history.sqlite")};
      return;
    }
    PostgresqlServer* server = PostgresqlServer::get();
    if (server == nullptr) GTEST_SKIP() << "there is no PostgreSQL here (postgresql)";
    place_ = {Backend::postgresql, server->new_database()};
  }

  [[nodiscard]] Database open() {
    auto opened = Database::open(place_, IfMissing::create);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }

  TemporaryDirectory directory_;
  DatabasePlace place_;
};

inline std::string backend_name(const testing::TestParamInfo<Backend>& backend) {
  return backend.param == Backend::sqlite ? "Sqlite" : "Postgresql";
}

#define ON_BOTH_DATABASES(suite)                                                            \
  INSTANTIATE_TEST_SUITE_P(                                                                 \
      Databases, suite, testing::Values(Backend::sqlite, Backend::postgresql), backend_name \
  )

}  // namespace oakprobe::history
