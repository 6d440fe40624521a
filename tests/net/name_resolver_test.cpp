#include "net/name_resolver.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace oakprobe::net {
namespace {

using namespace std::chrono_literals;

std::vector<ResolvedName> resolve(std::vector<std::string> names) {
  // Outlives a thread that is stuck in getaddrinfo, as the declaration asks.
  static auto* const io = new boost::asio::io_context;
  std::vector<ResolvedName> found;
  bool done = false;
  resolve_names(*io, std::move(names), 10s, [&](std::vector<ResolvedName> all) {
    found = std::move(all);
    done = true;
  });
  io->restart();
  while (!done) io->run_one();
  return found;
}

TEST(NameResolver, GivesEachNameItsAddressesInOrder) {
  const auto found = resolve({"localhost", "127.0.0.9"});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "localhost");
  ASSERT_FALSE(found[0].addresses.empty());
  EXPECT_TRUE(found[0].addresses[0].is_loopback());
  ASSERT_EQ(found[1].addresses.size(), 1U);
  EXPECT_EQ(found[1].addresses[0].to_string(), "127.0.0.9");
}

TEST(NameResolver, SaysWhyANameHasNoAddress) {
  const auto found = resolve({"no-such-host.invalid"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].addresses.empty());
  EXPECT_NE(found[0].error, 0);
}

TEST(NameResolver, IsDoneAtOnceWithoutNames) { EXPECT_TRUE(resolve({}).empty()); }

}  // namespace
}  // namespace oakprobe::net
