#include "inventory/exposure.hpp"

#include "tests/inventory/inventories.hpp"

namespace oakprobe::inventory {
namespace {

std::string untried(const Inventory& inventory) {
  const Node* const node = untried_by_others(inventory);
  return node == nullptr ? "" : node->name;
}

TEST(Exposure, IsTriedFromOutside) {
  const std::string office = "  - {name: office, address: 192.0.2.50, roles: [client]}\n";
  EXPECT_FALSE(can_try_exposure(parse(head)));
  EXPECT_EQ(untried(parse(head)), "");
  EXPECT_TRUE(can_try_exposure(parse(with_head(office))));
  EXPECT_EQ(untried(parse(with_head(office))), "");
}

TEST(Exposure, NobodyIsOutsideOfItself) {
  constexpr std::string_view all =
      "version: 1\n"
      "nodes:\n"
      "  - {name: all, address: 192.0.2.1, roles: [root, cluster, client], cluster: a}\n";
  EXPECT_FALSE(can_try_exposure(parse(all)));
  EXPECT_EQ(untried(parse(all)), "all");
  // The other's ports can be tried from it, its own can't.
  const auto two =
      std::string(all) + "  - {name: b, address: 192.0.2.2, roles: [cluster], cluster: b}\n";
  EXPECT_TRUE(can_try_exposure(parse(two)));
  EXPECT_EQ(untried(parse(two)), "all");
  const auto three = two + "  - {name: out, address: 192.0.2.3, roles: [outsider]}\n";
  EXPECT_TRUE(can_try_exposure(parse(three)));
  EXPECT_EQ(untried(parse(three)), "");
}

}  // namespace
}  // namespace oakprobe::inventory
