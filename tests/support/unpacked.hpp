#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <zlib.h>

namespace oakprobe::testing_support {

// Of gzip, to its end and no further; what it is up to where it is none.
[[nodiscard]] inline std::string unpacked(std::string_view gzip) {
  std::string text;
  std::array<char, 4'096> piece{};
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    code = ::inflate(&stream, Z_NO_FLUSH);
    text.append(piece.data(), piece.size() - stream.avail_out);
  }
  EXPECT_EQ(code, Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0U);
  ::inflateEnd(&stream);
  return text;
}

}  // namespace oakprobe::testing_support
