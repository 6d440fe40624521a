#include "oakestra/misspelling.hpp"

#include "base/near_miss.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace oakprobe::oakestra {
namespace {

bool is_joint(char c) { return c == '_' || c == '-'; }
bool is_printable(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

bool is_misspelling_of(std::string_view word, std::string_view key) {
  if (word.size() > misspelling_bytes_max || !std::ranges::all_of(word, is_printable)) return false;
  std::string letters(word);
  std::erase_if(letters, is_joint);
  return !nearest(letters, std::array{key}).empty();
}

}  // namespace oakprobe::oakestra
