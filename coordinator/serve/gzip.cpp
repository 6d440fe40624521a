#include "coordinator/serve/gzip.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <zlib.h>

namespace oakprobe::serve {
namespace {

constexpr int as_gzip = 16;  // zlib.h: "Add 16 to windowBits to write a simple gzip header"
constexpr std::size_t piece_bytes = 64 * 1024;

// zlib's interface has no const; it does not write there.
Bytef* bytes_of(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

// Frees what zlib keeps for a stream.
using StreamEnd = std::unique_ptr<z_stream, int (*)(z_stream*)>;

}  // namespace

std::optional<std::string> gzipped(std::string_view bytes) {
  constexpr int memory = 8;  // its default
  // JSON is as small at 9 within a tenth, and takes a tenth of the time.
  constexpr int level = 3;
  z_stream stream{};
  if (bytes.size() > std::numeric_limits<uInt>::max() ||
      ::deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS + as_gzip, memory, Z_DEFAULT_STRATEGY) !=
          Z_OK)
    return std::nullopt;
  const StreamEnd end(&stream, ::deflateEnd);
  std::string packed(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = bytes_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = bytes_of(packed);
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool whole = ::deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(stream.total_out);
  packed.shrink_to_fit();
  return whole ? std::optional(std::move(packed)) : std::nullopt;
}

std::optional<std::string> unzipped(std::string_view gzip, std::size_t bytes_max) {
  z_stream stream{};
  if (gzip.size() > std::numeric_limits<uInt>::max() ||
      ::inflateInit2(&stream, MAX_WBITS + as_gzip) != Z_OK)
    return std::nullopt;
  const StreamEnd end(&stream, ::inflateEnd);
  stream.next_in = bytes_of(gzip);
  stream.avail_in = static_cast<uInt>(gzip.size());
  std::string bytes;
  int status = Z_OK;
  while (status == Z_OK && bytes.size() < bytes_max) {
    const std::size_t before = bytes.size();
    bytes.resize(before + std::min(piece_bytes, bytes_max - before));
    stream.next_out = bytes_of(bytes) + before;
    stream.avail_out = static_cast<uInt>(bytes.size() - before);
    status = ::inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
  }
  return status == Z_STREAM_END ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace oakprobe::serve
