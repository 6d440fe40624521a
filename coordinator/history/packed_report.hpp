#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>
#include <vector>

namespace oakprobe::history {

// Of base64; short enough to be read and written in one go, and by any tool.
inline constexpr std::size_t report_piece_bytes_max = 262'144;
// Of a report, in base64 and before it was packed: one that is longer is not kept. A million paths
// that are mostly alike take 0.5 MB, and few real ones 160 bytes each (docs/history.md).
inline constexpr std::size_t packed_bytes_max = std::size_t{256} << 20U;
inline constexpr std::uint64_t unpacked_bytes_max = std::uint64_t{4} << 30U;

// A report as a history keeps it: what zlib made of it (RFC 1950), in base64.
struct PackedReport {
  std::vector<std::string> pieces;  // each whole base64, of report_piece_bytes_max at most

  [[nodiscard]] std::size_t bytes() const;
};

// Packs what `write` writes, while it does. nullopt: it is too long, or there is no memory for it.
[[nodiscard]] std::optional<PackedReport> pack_report(
    const std::function<void(std::ostream&)>& write
);

// Reads a packed report over once, as it was written. It ends early where it is none, or is longer
// than unpacked_bytes_max: whoever reads it notices.
class ReportStream : public std::streambuf {
 public:
  explicit ReportStream(PackedReport report);
  ~ReportStream() override;

 protected:
  int_type underflow() override;

 private:
  struct Inflation;

  [[nodiscard]] bool next_piece();

  PackedReport report_;
  std::size_t next_ = 0;  // piece
  std::string packed_;    // the piece before it
  std::vector<char> window_;
  std::uint64_t read_ = 0;
  std::unique_ptr<Inflation> inflation_;  // null: it is over
};

}  // namespace oakprobe::history
