#include "coordinator/serve/request_target.hpp"

#include <gtest/gtest.h>

namespace oakprobe::serve {
namespace {

TEST(RequestTarget, IsDecodedOnce) {
  struct Row {
    std::string target;
    RequestTarget read;
  };
  const std::vector<Row> rows{
      {"/", {}},
      {"/?a=1", {{}, {{"a", "1"}}}},
      {"/runs/latest", {{"runs", "latest"}, {}}},
      {"/path/worker-tunnel/w%201/w%2F2", {{"path", "worker-tunnel", "w 1", "w/2"}, {}}},
      {"/a%2541", {{"a%41"}, {}}},
      {"/caf%c3%a9", {{"caf\xc3\xa9"}, {}}},
      {"/caf\xc3\xa9", {{"caf\xc3\xa9"}, {}}},
      {"/a+b?c=d+e", {{"a+b"}, {{"c", "d e"}}}},
      {"/a?b=c=d&&b=%26&e&=f", {{"a"}, {{"b", "c=d"}, {"b", "&"}, {"e", ""}, {"", "f"}}}},
      {"/a?b?c", {{"a"}, {{"b?c", ""}}}},
      {"/...", {{"..."}, {}}},
  };
  for (const Row& row : rows) {
    const auto read = parse_target(row.target);
    ASSERT_TRUE(read) << row.target << ": " << read.error().why;
    EXPECT_EQ(*read, row.read) << row.target;
    EXPECT_EQ(*parse_target(to_text(*read)), *read) << row.target;
  }
}

TEST(RequestTarget, OfAnotherKindIsRefused) {
  const std::string controls("/a\0b", 4);
  for (const std::string& target :
       {std::string(),
        std::string("*"),
        std::string("http://localhost/"),
        std::string("localhost:80"),
        std::string("/a#b"),
        std::string("/%"),
        std::string("/%4"),
        std::string("/%zz"),
        std::string("/%+1"),
        std::string("/a?b=%f"),
        std::string("//a"),
        std::string("/a//b"),
        std::string("/a/"),
        std::string("/."),
        std::string("/a/../b"),
        std::string("/a/%2e%2E/b"),
        std::string("/a%00b"),
        std::string("/a%0d%0ab"),
        std::string("/a?b=%1b"),
        std::string("/a%7f"),
        std::string("/a%c2%85"),
        std::string("/a%ff"),
        std::string("/a%c0%ae"),
        std::string("/a%ed%a0%80"),
        controls})
    EXPECT_FALSE(parse_target(target)) << target;
}

TEST(RequestTarget, HasBounds) {
  std::string path;
  for (std::size_t step = 0; step < path_steps_max; ++step) path += "/a";
  EXPECT_TRUE(parse_target(path));
  EXPECT_FALSE(parse_target(path + "/a"));
  std::string query = "/?";
  for (std::size_t parameter = 0; parameter < parameters_max; ++parameter) query += "a=1&";
  EXPECT_TRUE(parse_target(query));
  EXPECT_FALSE(parse_target(query + "a=1"));
}

}  // namespace
}  // namespace oakprobe::serve
