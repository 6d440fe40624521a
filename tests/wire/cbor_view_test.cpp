#include "wire/cbor_view.hpp"

#include "bytes.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace oakprobe::wire {
namespace {

static_assert(std::forward_iterator<CborItems::Iterator>);

// Whatever stands behind an item is none of its own.
std::vector<std::byte> with_rest(std::string_view hex) {
  return from_hex(std::string(hex) + "6178");
}

TEST(CborView, IsOfOneKind) {
  struct Row {
    const char* name;
    const char* hex;
    const char* kinds;  // flag, number, negative number, text, bytes, list, map
  };
  for (const Row& row : {
           Row{"false", "f4", "f......"},
           Row{"null", "f6", "......."},
           Row{"half", "f97e00", "......."},
           Row{"number", "1903e8", ".n....."},
           Row{"negative", "3903e7", "..-...."},
           Row{"text", "6161", "...t..."},
           Row{"bytes", "4161", "....b.."},
           Row{"list", "8100", ".....l."},
           Row{"map", "a1616100", "......m"},
       }) {
    const auto bytes = with_rest(row.hex);
    const CborView view(bytes);
    std::string kinds;
    const auto add = [&](bool is, char kind) { kinds += is ? kind : '.'; };
    add(view.flag().has_value(), 'f');
    add(view.unsigned_number().has_value(), 'n');
    add(view.negative_number().has_value(), '-');
    add(view.text().has_value(), 't');
    add(view.bytes().has_value(), 'b');
    add(view.list().has_value(), 'l');
    add(view.map().has_value(), 'm');
    EXPECT_EQ(kinds, row.kinds) << row.name;
    EXPECT_EQ(view.behind().size(), 2U) << row.name;
  }
}

TEST(CborView, ReadsWholeNumbers) {
  EXPECT_EQ(CborView(from_hex("1bffffffffffffffff")).unsigned_number(), ~std::uint64_t{0});
  EXPECT_EQ(
      CborView(from_hex("3b7fffffffffffffff")).negative_number(),
      std::numeric_limits<std::int64_t>::min()
  );
  EXPECT_EQ(CborView(from_hex("20")).negative_number(), -1);
}

TEST(CborView, ListsItsItemsAndPassesOverWhatIsInThem) {
  // [1, {"a": [2, "b"]}, h'00', 3]
  const auto bytes = with_rest("84 01 a16161 820261 62 4100 03");
  const auto items = CborView(bytes).list();
  ASSERT_TRUE(items);
  EXPECT_EQ(items->size(), 4U);
  std::vector<CborView> all(items->begin(), items->end());
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].unsigned_number(), 1U);
  EXPECT_EQ(all[1].map()->size(), 2U) << "a key and a value";
  EXPECT_EQ(all[3].unsigned_number(), 3U);
}

TEST(CborView, PassesOverAMillionListsWithoutRecursion) {
  std::vector<std::byte> deep(1'000'000, std::byte{0x81});
  deep.push_back(std::byte{0x00});
  EXPECT_TRUE(CborView(deep).behind().empty());
}

}  // namespace
}  // namespace oakprobe::wire
