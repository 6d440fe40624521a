#pragma once

#include "coordinator/record/plain.hpp"

#include <ostream>
#include <string_view>
#include <utility>

namespace oakprobe::record {

// A list of the record, one element a line.
class PieceWriter {
 public:
  PieceWriter(std::ostream& out, std::string_view key) : out_(out) {
    out_ << ",\n    \"" << key << "\": [";
  }
  PieceWriter(const PieceWriter&) = delete;
  PieceWriter& operator=(const PieceWriter&) = delete;
  ~PieceWriter() { out_ << (first_ ? "]" : "\n    ]"); }

  void write(const Json& piece) {
    out_ << (std::exchange(first_, false) ? "\n      " : ",\n      ") << piece.dump();
  }

 private:
  std::ostream& out_;
  bool first_ = true;
};

}  // namespace oakprobe::record
