#include "base/check.hpp"
#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "coordinator/report/plain_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace oakprobe;

// Nothing that a terminal obeys: no C0, no DEL, no C1 (U+0080 to U+009F, c2 80 to c2 9f).
bool is_harmless(std::string_view text) {
  const auto control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  };
  if (std::ranges::any_of(text, control)) return false;
  for (std::size_t at = text.find('\xc2'); at != std::string_view::npos;
       at = text.find('\xc2', at + 1)) {
    if (static_cast<unsigned char>(text[at + 1]) < 0xa0) return false;
  }
  return true;
}

void check_utf8(std::string_view text) {
  const std::string clean = to_utf8(text, text.size());
  CHECK(is_utf8(clean) && clean.size() == text.size());
  CHECK(is_utf8(text) == (clean == text));
  const std::size_t bytes_max = text.size() / 2;
  const std::string cut = to_utf8(text, bytes_max);
  CHECK(is_utf8(cut) && cut.size() <= bytes_max && clean.starts_with(cut));
}

void check_excerpts(std::string_view text) {
  for (const Keep keep : {Keep::beginning, Keep::end}) {
    for (const std::size_t bytes_max : {3U, 7U, 40U}) {
      const std::string cut = excerpt(text, keep, bytes_max);
      CHECK(is_utf8(cut) && is_harmless(cut) && cut.size() <= bytes_max);
    }
  }
}

void check_lines(std::string_view text) {
  const std::string line = printable(text);
  CHECK(is_utf8(line) && is_harmless(line));
  CHECK(printable(line) == line);
  for (const std::size_t columns : {1U, 7U, 40U}) {
    const std::string cut = report::cut_to(line, columns);
    CHECK(is_utf8(cut) && report::width_of(cut) <= columns);
  }
  CHECK(is_utf8(report::wrapped("  ", line, 2, 20)));
}

}  // namespace

// Whatever another machine wrote, what is shown of it is UTF-8 that no terminal obeys.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_utf8(text);
  check_excerpts(text);
  check_lines(text);
  return 0;
}
