#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::inventory {

// "w[1-3]" stands for w1, w2, w3; "[01-10]" keeps the zeros. A text without brackets stands for
// itself, once.
class Range {
 public:
  // The error is a sentence for a person.
  [[nodiscard]] static boost::system::result<Range, std::string> parse(std::string_view text);

  [[nodiscard]] bool is_plain() const { return plain_; }
  [[nodiscard]] std::uint64_t count() const { return plain_ ? 1 : last_ - first_ + 1; }
  [[nodiscard]] std::string at(std::uint64_t index) const;

 private:
  std::string_view before_;  // points into the text
  std::string_view after_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  std::size_t width_ = 0;  // digits at least
  bool plain_ = true;
};

}  // namespace oakprobe::inventory
