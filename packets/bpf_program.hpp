#pragma once

#include "base/check.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <linux/filter.h>

namespace oakprobe::packets {

// Writes a classic BPF program. The machine has a register A, which everything is loaded into and
// compared in, an index register X, and forward jumps only. A load beyond the packet's end ends the
// program, and the packet is rejected.
//
// A conditional jump reaches 255 instructions at most; so each one here skips, or does not skip, a
// BPF_JA, which has 32 bits.
class BpfProgram {
 public:
  using Label = std::size_t;

  // A place that jumps may lead to before it is known where it is.
  [[nodiscard]] Label label() {
    labels_.push_back(0);
    return labels_.size() - 1;
  }
  // What is written next stands at the label.
  void place(Label label) { labels_[label] = code_.size(); }

  void operation(int code, std::uint32_t k = 0) { add(code, 0, 0, k); }

  // Into A, from so many bytes behind where the filter sees the packet begin; numbers are big
  // endian.
  void load_byte(std::uint32_t at) { operation(BPF_LD | BPF_B | BPF_ABS, at); }
  void load_half(std::uint32_t at) { operation(BPF_LD | BPF_H | BPF_ABS, at); }
  void load_word(std::uint32_t at) { operation(BPF_LD | BPF_W | BPF_ABS, at); }
  // The same from so many bytes behind X.
  void load_byte_behind_x(std::uint32_t at) { operation(BPF_LD | BPF_B | BPF_IND, at); }
  void load_half_behind_x(std::uint32_t at) { operation(BPF_LD | BPF_H | BPF_IND, at); }
  void load_word_behind_x(std::uint32_t at) { operation(BPF_LD | BPF_W | BPF_IND, at); }

  void go(Label to) {
    jumps_.emplace_back(code_.size(), to);
    operation(BPF_JMP | BPF_JA);
  }
  // Each compares A.
  void if_equal(std::uint32_t value, Label to) { jump_if(BPF_JEQ, value, to); }
  void if_any_bit(std::uint32_t bits, Label to) { jump_if(BPF_JSET, bits, to); }
  void unless_equal(std::uint32_t value, Label to) {
    add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value);
    go(to);
  }
  // One instruction a number, in pieces that a conditional jump can leave.
  template <class Number>
  void if_one_of(const std::vector<Number>& numbers, Label to) {
    constexpr std::size_t piece_max = 250;
    for (std::span<const Number> rest = numbers; !rest.empty();) {
      const auto piece = rest.first(std::min(rest.size(), piece_max));
      for (std::size_t i = 0; i < piece.size(); ++i) {
        add(BPF_JMP | BPF_JEQ | BPF_K, piece.size() - i, 0, piece[i]);
      }
      operation(BPF_JMP | BPF_JA, 1);
      go(to);
      rest = rest.subspan(piece.size());
    }
  }

  // Every label that a jump leads to must have been placed, behind the jump.
  [[nodiscard]] std::vector<sock_filter> finish() && {
    for (const auto& [from, to] : jumps_) {
      CHECK(labels_[to] > from);
      code_[from].k = static_cast<std::uint32_t>(labels_[to] - from - 1);
    }
    CHECK(code_.size() <= BPF_MAXINSNS);
    return std::move(code_);
  }

 private:
  void jump_if(int condition, std::uint32_t value, Label to) {
    add(BPF_JMP | condition | BPF_K, 0, 1, value);
    go(to);
  }
  void add(int code, std::size_t yes, std::size_t no, std::uint32_t k) {
    code_.push_back(
        {static_cast<std::uint16_t>(code),
         static_cast<std::uint8_t>(yes),
         static_cast<std::uint8_t>(no),
         k}
    );
  }

  std::vector<sock_filter> code_;
  std::vector<std::size_t> labels_;
  std::vector<std::pair<std::size_t, Label>> jumps_;  // from where, and to what
};

}  // namespace oakprobe::packets
