#include "coordinator/page/packed_stream.hpp"

#include "base/base64.hpp"
#include "base/check.hpp"

#include <cstddef>
#include <new>
#include <string_view>
#include <zlib.h>

namespace oakprobe::page {

struct PackedBuffer::Deflater {
  Deflater() {
    constexpr int as_gzip = 16;  // zlib.h: "Add 16 to windowBits to write a simple gzip header"
    constexpr int memory = 8;    // its default
    if (::deflateInit2(
            &stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            MAX_WBITS + as_gzip,
            memory,
            Z_DEFAULT_STRATEGY
        ) != Z_OK)
      throw std::bad_alloc();
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { ::deflateEnd(&stream); }

  z_stream stream{};
};

PackedBuffer::PackedBuffer(std::ostream& out) : out_(out), deflater_(std::make_unique<Deflater>()) {
  setp(written_.data(), written_.data() + written_.size());
}

PackedBuffer::~PackedBuffer() = default;

PackedBuffer::int_type PackedBuffer::overflow(int_type next) {
  pack(false);
  if (!out_) return traits_type::eof();
  if (!traits_type::eq_int_type(next, traits_type::eof())) sputc(traits_type::to_char_type(next));
  return traits_type::not_eof(next);
}

void PackedBuffer::finish() {
  pack(true);
  put(true);
}

void PackedBuffer::pack(bool last) {
  z_stream& stream = deflater_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(pbase());
  stream.avail_in = static_cast<uInt>(pptr() - pbase());
  std::array<char, 16'384> piece;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    CHECK(::deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_ERROR);
    packed_.append(piece.data(), piece.size() - stream.avail_out);
    put(false);
  } while (stream.avail_out == 0);
  setp(written_.data(), written_.data() + written_.size());
}

void PackedBuffer::put(bool last) {
  const std::size_t whole = last ? packed_.size() : packed_.size() / 3 * 3;
  out_ << base64_of(std::string_view(packed_).substr(0, whole));
  packed_.erase(0, whole);
}

}  // namespace oakprobe::page
