#include "coordinator/history/packed_report.hpp"

#include "base/base64.hpp"

#include <utility>
#include <zlib.h>

namespace oakprobe::history {
namespace {

constexpr std::size_t window_bytes = 65'536;
// Three bytes are four letters.
constexpr std::size_t raw_piece_bytes = report_piece_bytes_max / 4 * 3;

Bytef* bytes_of(char* letters) { return reinterpret_cast<Bytef*>(letters); }

// Packs what is written to it, piece by piece.
class PackingBuffer : public std::streambuf {
 public:
  PackingBuffer() : window_(window_bytes), raw_(raw_piece_bytes) {
    is_fine_ = ::deflateInit(&stream_, Z_DEFAULT_COMPRESSION) == Z_OK;
    setp(window_.data(), window_.data() + window_.size());
    stream_.next_out = bytes_of(raw_.data());
    stream_.avail_out = static_cast<uInt>(raw_.size());
  }
  ~PackingBuffer() override { ::deflateEnd(&stream_); }

  [[nodiscard]] std::optional<PackedReport> finish() {
    if (!is_fine_ || !deflate_window(Z_FINISH)) return std::nullopt;
    if (!keep_piece()) return std::nullopt;
    return std::move(report_);
  }

 protected:
  int_type overflow(int_type letter) override {
    if (!is_fine_ || !deflate_window(Z_NO_FLUSH)) return traits_type::eof();
    if (traits_type::eq_int_type(letter, traits_type::eof())) return traits_type::not_eof(letter);
    *pptr() = traits_type::to_char_type(letter);
    pbump(1);
    return letter;
  }

 private:
  // False: it is too long.
  bool deflate_window(int flush) {
    stream_.next_in = bytes_of(pbase());
    stream_.avail_in = static_cast<uInt>(pptr() - pbase());
    written_ += stream_.avail_in;
    is_fine_ = written_ <= unpacked_bytes_max;
    while (is_fine_) {
      const int result = ::deflate(&stream_, flush);
      if (stream_.avail_out > 0) {
        is_fine_ = flush != Z_FINISH || result == Z_STREAM_END;
        break;
      }
      is_fine_ = keep_piece();
      if (result == Z_STREAM_END) break;
    }
    setp(window_.data(), window_.data() + window_.size());
    return is_fine_;
  }

  bool keep_piece() {
    const std::size_t size = raw_.size() - stream_.avail_out;
    if (size > 0) report_.pieces.push_back(base64_of({raw_.data(), size}));
    stream_.next_out = bytes_of(raw_.data());
    stream_.avail_out = static_cast<uInt>(raw_.size());
    return report_.bytes() <= packed_bytes_max;
  }

  std::vector<char> window_;
  std::vector<char> raw_;
  std::uint64_t written_ = 0;
  bool is_fine_ = false;
  PackedReport report_;
  z_stream stream_{};
};

}  // namespace

struct ReportStream::Inflation {
  Inflation() { is_fine = ::inflateInit(&stream) == Z_OK; }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  ~Inflation() { ::inflateEnd(&stream); }

  z_stream stream{};
  bool is_fine = false;
};

std::size_t PackedReport::bytes() const {
  std::size_t sum = 0;
  for (const std::string& piece : pieces) sum += piece.size();
  return sum;
}

std::optional<PackedReport> pack_report(const std::function<void(std::ostream&)>& write) {
  PackingBuffer buffer;
  std::ostream out(&buffer);
  write(out);
  if (!out) return std::nullopt;
  return buffer.finish();
}

ReportStream::ReportStream(PackedReport report)
    : report_(std::move(report)),
      window_(window_bytes),
      inflation_(std::make_unique<Inflation>()) {}

ReportStream::~ReportStream() = default;

bool ReportStream::next_piece() {
  if (next_ == report_.pieces.size()) return false;
  auto bytes = parse_base64(report_.pieces[next_]);
  report_.pieces[next_++] = {};
  if (!bytes || bytes->empty() || bytes->size() > raw_piece_bytes) return false;
  packed_ = std::move(*bytes);
  inflation_->stream.next_in = bytes_of(packed_.data());
  inflation_->stream.avail_in = static_cast<uInt>(packed_.size());
  return true;
}

ReportStream::int_type ReportStream::underflow() {
  while (inflation_ && inflation_->is_fine && read_ < unpacked_bytes_max) {
    z_stream& stream = inflation_->stream;
    if (stream.avail_in == 0 && !next_piece()) break;
    stream.next_out = bytes_of(window_.data());
    stream.avail_out = static_cast<uInt>(window_.size());
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    inflation_->is_fine = result == Z_OK || result == Z_BUF_ERROR;
    const std::size_t size = window_.size() - stream.avail_out;
    read_ += size;
    if (size == 0) continue;
    setg(window_.data(), window_.data(), window_.data() + size);
    return traits_type::to_int_type(window_.front());
  }
  inflation_.reset();
  return traits_type::eof();
}

}  // namespace oakprobe::history
