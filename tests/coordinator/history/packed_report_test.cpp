#include "coordinator/history/packed_report.hpp"

#include "base/base64.hpp"

#include <gtest/gtest.h>

#include <istream>
#include <iterator>
#include <random>

namespace oakprobe::history {
namespace {

std::string read_over(PackedReport report) {
  ReportStream stream(std::move(report));
  return {std::istreambuf_iterator<char>(&stream), {}};
}

PackedReport packed(const std::string& text) {
  auto report = pack_report([&](std::ostream& out) { out << text; });
  EXPECT_TRUE(report);
  return report.value_or(PackedReport());
}

// Like a report, and what can't be packed.
std::string some_text(std::size_t size, bool random_bytes) {
  std::mt19937 random(1);
  std::string text;
  while (text.size() < size)
    text += random_bytes ? std::string(1, static_cast<char>(random()))
                         : "{\"path\": " + std::to_string(random() % 1'000) + "},\n";
  return text;
}

TEST(PackedReport, ComesBackAsItWas) {
  for (const bool random_bytes : {false, true})
    for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 196'608U, 1'500'000U}) {
      const std::string text = some_text(size, random_bytes);
      const PackedReport report = packed(text);
      EXPECT_EQ(read_over(report), text) << size;
      for (const std::string& piece : report.pieces) {
        EXPECT_LE(piece.size(), report_piece_bytes_max);
        EXPECT_TRUE(parse_base64(piece));
      }
    }
}

TEST(PackedReport, IsSmall) {
  const std::string text = some_text(3'000'000, false);
  EXPECT_LT(packed(text).bytes(), text.size() / 3);
}

TEST(PackedReport, ThatIsTooLongIsNotKept) {
  const std::string some(1U << 20U, 'x');
  std::uint64_t written = 0;
  const auto report = pack_report([&](std::ostream& out) {
    for (; out && written <= 2 * unpacked_bytes_max; written += some.size()) out << some;
  });
  EXPECT_FALSE(report);
  EXPECT_LE(written, unpacked_bytes_max + 2 * some.size());
}

TEST(PackedReport, ThatIsDamagedEndsEarly) {
  const std::string text = some_text(1'500'000, true);
  const PackedReport whole = packed(text);
  ASSERT_GT(whole.pieces.size(), 3U);
  EXPECT_EQ(read_over({}), "");
  EXPECT_EQ(read_over({{"no base64"}}), "");
  EXPECT_EQ(read_over({{base64_of("no zlib")}}), "");
  EXPECT_EQ(read_over({{""}}), "");
  PackedReport cut = whole;
  cut.pieces.pop_back();
  const std::string part = read_over(cut);
  EXPECT_LT(part.size(), text.size());
  EXPECT_EQ(text.substr(0, part.size()), part);
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    PackedReport other = whole;
    std::string& piece = other.pieces[random() % other.pieces.size()];
    piece[random() % piece.size()] = static_cast<char>('A' + random() % 26);
    EXPECT_LE(read_over(std::move(other)).size(), 2 * text.size());
  }
}

}  // namespace
}  // namespace oakprobe::history
