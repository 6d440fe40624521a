#include "coordinator/page/packed_stream.hpp"

#include "../../support/heap_meter.hpp"
#include "../../support/unpacked.hpp"
#include "base/base64.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <string>

namespace oakprobe::page {
namespace {

using testing_support::HeapMeter;
using testing_support::unpacked;

std::string packed(const std::string& text, std::size_t piece) {
  std::ostringstream out;
  PackedBuffer buffer(out);
  std::ostream in(&buffer);
  for (std::size_t at = 0; at < text.size(); at += piece)
    in << text.substr(at, piece) << std::flush;
  buffer.finish();
  return out.str();
}

TEST(PackedStream, IsBase64OfGzipWhateverIsWritten) {
  std::string noise;  // can't become shorter
  for (std::uint32_t x = 1; noise.size() < 100'000; x = x * 1'664'525 + 1'013'904'223)
    noise.push_back(static_cast<char>(x >> 24));
  for (const std::string& text : {std::string(), std::string("a"), std::string(70'000, 'a'), noise})
    for (const std::size_t piece : {1U, 7U, 16'384U, 1'000'000U}) {
      const auto gzip = parse_base64(packed(text, piece));
      ASSERT_TRUE(gzip) << text.size() << ' ' << piece;
      EXPECT_EQ(unpacked(*gzip), text);
    }
}

TEST(PackedStream, HoldsAPieceAtATime) {
  class Nowhere : public std::streambuf {
    int_type overflow(int_type next) override { return traits_type::not_eof(next); }
    std::streamsize xsputn(const char*, std::streamsize count) override { return count; }
  } nowhere;
  std::ostream out(&nowhere);
  const HeapMeter meter;
  PackedBuffer buffer(out);
  std::ostream in(&buffer);
  std::uint32_t x = 1;
  for (int i = 0; i < 1'000'000; ++i) in << (x = x * 1'664'525 + 1'013'904'223) << '\n';
  buffer.finish();
  EXPECT_TRUE(in);
  EXPECT_LT(meter.peak_bytes(), 1'000'000U) << "zlib's own comes from malloc: 0.3 MB";
}

TEST(PackedStream, FailsWithTheStreamBehind) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  PackedBuffer buffer(out);
  std::ostream in(&buffer);
  in << std::string(100'000, 'a');
  buffer.finish();
  EXPECT_FALSE(in);
  EXPECT_FALSE(out);
}

}  // namespace
}  // namespace oakprobe::page
