#include "coordinator/history/database_place.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace oakprobe::history {
namespace {

TEST(DatabasePlace, IsAFileOrAServer) {
  EXPECT_EQ(*find_place("/var/h.db"), (DatabasePlace{Backend::sqlite, "/var/h.db"}));
  EXPECT_EQ(*find_place("sqlite:/var/h.db"), *find_place("/var/h.db"));
  EXPECT_EQ(*find_place("sqlite:///var/h.db"), *find_place("/var/h.db"));
  EXPECT_EQ(find_place("h.db")->where, (std::filesystem::current_path() / "h.db").string());
  EXPECT_EQ(find_place("postgresql://db/oak")->backend, Backend::postgresql);
  EXPECT_EQ(find_place("postgres://db/oak")->backend, Backend::postgresql);
}

TEST(DatabasePlace, IsRefusedWhereItIsNone) {
  for (const char* const wrong : {"", "sqlite:", "/var/", "mysql://db/oak", "/var/a\"b", "a\nb"})
    EXPECT_FALSE(find_place(wrong)) << wrong;
}

TEST(DatabasePlace, IsShownWithoutAPassword) {
  const auto name = [](const char* url) { return find_place(url)->name(); };
  EXPECT_EQ(name("postgresql://me:secret@db:5432/oak"), "postgresql://me@db:5432/oak");
  EXPECT_EQ(name("postgresql://me:se@cr:et@db/oak"), "postgresql://me@db/oak");
  EXPECT_EQ(name("postgresql://me@db/oak?password=secret"), "postgresql://me@db/oak");
  EXPECT_EQ(name("postgresql://db"), "postgresql://db");
  EXPECT_EQ(name("postgresql://u:p?w@h/db"), "postgresql://u@h/db");
  EXPECT_EQ(name("postgresql://u:p/w@h/db"), "postgresql://u@h/db");
  EXPECT_EQ(name("postgresql://u:p/x?w@h/db"), "postgresql://u");
  EXPECT_EQ(name("postgresql://h:5432/db?password=a@b"), "postgresql://h");
  EXPECT_EQ(name("postgresql://h?password=a@b"), "postgresql://h");
}

}  // namespace
}  // namespace oakprobe::history
