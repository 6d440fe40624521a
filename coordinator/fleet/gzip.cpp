#include "coordinator/fleet/gzip.hpp"

#include <limits>
#include <zlib.h>

namespace oakprobe::fleet {

std::vector<std::byte> gzip_of(std::span<const std::byte> bytes) {
  constexpr int as_gzip = 16;  // zlib.h: "Add 16 to windowBits to write a simple gzip header"
  constexpr int memory = 8;    // its default
  if (bytes.size() > std::numeric_limits<uInt>::max()) return {};
  z_stream stream{};
  if (::deflateInit2(
          &stream,
          Z_DEFAULT_COMPRESSION,  // the best one saves a hundredth, and takes twice as long
          Z_DEFLATED,
          MAX_WBITS + as_gzip,
          memory,
          Z_DEFAULT_STRATEGY
      ) != Z_OK)
    return {};
  std::vector<std::byte> packed(::deflateBound(&stream, bytes.size()));
  // zlib's interface has no const; it does not write there.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool whole = ::deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(whole ? stream.total_out : 0);
  ::deflateEnd(&stream);
  return packed;
}

}  // namespace oakprobe::fleet
