#include "base/check.hpp"
#include "inventory/shell_words.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

// A word as a careful person writes it for a shell: in single quotes, those inside escaped.
std::string in_single_quotes(std::string_view word) {
  std::string quoted = "'";
  for (const char letter : word) {
    if (letter == '\'') {
      quoted += "'\\''";
    } else {
      quoted += letter;
    }
  }
  return quoted + "'";
}

}  // namespace

// However a text splits, its words written with quotes split into themselves.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto words = oakprobe::inventory::split_shell_words(text);
  if (!words) return 0;
  std::string again;
  std::size_t bytes = 0;
  for (const std::string& word : *words) {
    again += in_single_quotes(word) + ' ';
    bytes += word.size();
  }
  CHECK(bytes <= size);
  CHECK(oakprobe::inventory::split_shell_words(again) == words);
  return 0;
}
