#include "net/read_file.hpp"

#include "net/unique_fd.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <sys/mman.h>

namespace oakprobe::net {
namespace {

UniqueFd file_of(const std::string& text) {
  UniqueFd file(::memfd_create("text", MFD_CLOEXEC));
  EXPECT_EQ(::pwrite(file.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  return file;
}

TEST(ReadFile, IsWholeOrAnError) {
  const std::string text(100'000, 'x');
  EXPECT_EQ(read_regular(file_of(text).get(), text.size()).value(), text);
  EXPECT_EQ(read_regular(file_of(text).get(), text.size() - 1).error(), from_errno(EFBIG));
  EXPECT_EQ(read_regular(file_of("").get(), 0).value(), "");
  EXPECT_FALSE(read_file("/proc/self/status", 65'536).value().empty());
}

TEST(ReadFile, TellsWhyItIsNone) {
  EXPECT_EQ(read_file("/proc/self/nothing", 10).error(), from_errno(ENOENT));
  EXPECT_EQ(read_file("/proc/self/status/x", 10).error(), from_errno(ENOTDIR));
  EXPECT_EQ(read_file("/proc/self", 10).error(), from_errno(ENOTSUP));
  EXPECT_EQ(read_file("/dev/zero", 10).error(), from_errno(ENOTSUP));
  EXPECT_EQ(read_regular(-1, 10).error(), from_errno(EBADF));
}

TEST(ReadFirst, TakesWhateverIsOpen) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd reader(ends[0]);
  UniqueFd writer(ends[1]);
  ASSERT_EQ(::write(writer.get(), "a line", 6), 6);
  EXPECT_EQ(read_first(reader.get(), 2).value(), "a ") << "and does not wait for more";
  writer.reset();
  EXPECT_EQ(read_first(reader.get(), 100).value(), "line");
  EXPECT_EQ(read_first(reader.get(), 100).value(), "");
  EXPECT_EQ(read_first(-1, 1).error(), from_errno(EBADF));
}

}  // namespace
}  // namespace oakprobe::net
