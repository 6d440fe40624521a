#include "net/name_resolver.hpp"

#include "net/container_names.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace oakprobe::net {
namespace {

using namespace std::chrono_literals;

std::vector<ResolvedName> resolve(std::vector<NameQuestion> names) {
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
  const auto found = resolve({{"localhost", {}}, {"127.0.0.9", {}}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "localhost");
  ASSERT_FALSE(found[0].addresses.empty());
  EXPECT_TRUE(found[0].addresses[0].is_loopback());
  ASSERT_EQ(found[1].addresses.size(), 1U);
  EXPECT_EQ(found[1].addresses[0].to_string(), "127.0.0.9");
}

TEST(NameResolver, SaysWhyANameHasNoAddress) {
  const auto found = resolve({{"no-such-host.invalid", {}}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].addresses.empty());
  EXPECT_NE(found[0].error, 0);
}

TEST(NameResolver, TakesAContainersFilesForAContainersNames) {
  NameView view;
  view.hosts = "127.0.0.1 localhost\n127.0.0.3 root.example\n";
  const auto shared = std::make_shared<const NameView>(view);
  const auto found = resolve({{"root.example", shared}, {"only-here.example", shared}});
  ASSERT_EQ(found.size(), 2U);
  ASSERT_EQ(found[0].addresses.size(), 1U);
  EXPECT_EQ(found[0].addresses[0].to_string(), "127.0.0.3");
  EXPECT_TRUE(found[1].addresses.empty()) << "there is no name server to ask";
  EXPECT_NE(found[1].error, 0);
}

TEST(NameResolver, IsDoneAtOnceWithoutNames) { EXPECT_TRUE(resolve({}).empty()); }

}  // namespace
}  // namespace oakprobe::net
