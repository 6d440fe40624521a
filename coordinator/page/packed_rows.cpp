#include "coordinator/page/packed_rows.hpp"

#include <utility>

namespace oakprobe::page {
namespace {

// LEB128, unsigned: seven bits a byte, the lowest first; all but the last have the highest bit.
void put_number(std::string& bytes, std::size_t number) {
  for (; number >= 0x80U; number >>= 7U) bytes += static_cast<char>(number | 0x80U);
  bytes += static_cast<char>(number);
}

}  // namespace

void RowPacker::add(const PackedPath& path) {
  const bool same_row = latest_ && latest_->flow == path.flow &&
                        latest_->source == path.source && latest_->target < path.target;
  if (!same_row) end_row();
  const std::uint32_t next = same_row ? latest_->target + 1 : 0;
  latest_ = path;
  if (!runs_.empty() && path.target == next && runs_.back().outcome == path.outcome)
    ++runs_.back().length;
  else
    runs_.push_back({path.target - next, 1, path.outcome});
}

std::string RowPacker::finish() {
  end_row();
  return std::move(bytes_);
}

void RowPacker::end_row() {
  if (!latest_) return;
  put_number(bytes_, latest_->flow);
  put_number(bytes_, latest_->source);
  put_number(bytes_, runs_.size());
  for (const Run& run : runs_) {
    put_number(bytes_, run.gap);
    put_number(bytes_, run.length);
    put_number(bytes_, run.outcome);
  }
  runs_.clear();
  latest_.reset();
}

}  // namespace oakprobe::page
