#include "hostile_text.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "coordinator/report/explanation.hpp"
#include "coordinator/report/matrix.hpp"
#include "samples.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <sstream>

namespace oakprobe::report::test {
namespace {

using nlohmann::json;

constexpr std::size_t path_bytes_max = 16 * 1024;

// What steers whoever prints a text, or "".
std::string steering_in(std::string_view text, std::string_view allowed) {
  if (!is_utf8(text)) return "no UTF-8";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    const char32_t c = point.value;
    const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
    const bool bidi = c == 0x200e || c == 0x200f || c == 0x61c || (c >= 0x2028 && c <= 0x202e) ||
                      (c >= 0x2066 && c <= 0x2069);
    if ((control && allowed.find(text[at]) == std::string_view::npos) || bidi)
      return "code point " + std::to_string(static_cast<std::uint32_t>(c)) + " in '" +
             std::string(text.substr(at < 60 ? 0 : at - 60, 60)) + "'";
    at += point.bytes;
  }
  return "";
}

template <class Find>
std::string harm_in_values(const json& value, Find find) {
  if (value.is_string()) return find(value.get_ref<const std::string&>(), "");
  if (!value.is_structured()) return "";
  for (const json& one : value) {
    if (auto harm = harm_in_values(one, find); !harm.empty()) return harm;
  }
  return "";
}

}  // namespace

std::string hostile_text(std::size_t bytes) {
  std::string text =
      "\x1b[2J\x1b]0;owned\a\b\r\n\x7f\u0080\u0085\u009b31m\u009f"
      "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\"\\";
  text += '\0';
  if (text.size() < bytes) text.append(bytes - text.size(), 'A');
  return text;
}

std::string last_words() { return hostile_text(excerpt_bytes_max); }

std::string harm_in(std::string_view text, std::string_view allowed) {
  if (std::string steering = steering_in(text, allowed); !steering.empty()) return steering;
  if (text.find(std::string(501, 'A')) != std::string_view::npos) return "a quote without limit";
  return "";
}

void expect_harmless(const diagnosis::FinishedCheck& check, const std::string& what) {
  SCOPED_TRACE(what);
  // The record keeps whole what is quoted from it.
  const std::string report = written(write_json, check);
  const std::size_t record = report.find("\n  \"record\": ");
  EXPECT_EQ(harm_in(report.substr(0, record), "\n"), "");
  EXPECT_EQ(steering_in(report.substr(record), "\n"), "");
  json values = json::parse(report);
  EXPECT_EQ(harm_in_values(values, steering_in), "");
  values.erase("record");
  EXPECT_EQ(harm_in_values(values, harm_in), "");
  std::istringstream lines(report.substr(0, record));
  for (std::string line; std::getline(lines, line);) {
    const bool is_path = line.starts_with("    {\"flow\"");
    EXPECT_TRUE(!is_path || line.size() <= path_bytes_max) << line.size();
  }
  EXPECT_EQ(harm_in(written(write_junit, check), "\n"), "");
  EXPECT_EQ(harm_in(written(write_html, check), "\n"), "");
  EXPECT_EQ(harm_in(written(write_markdown, check), "\n"), "");
  EXPECT_EQ(harm_in(render_matrix(check, {.verbose = true, .round_trips = true}), "\n"), "");
  const auto last = static_cast<std::uint32_t>(check.nodes.size() - 1);
  EXPECT_EQ(
      harm_in(render_explanation(check, NodeId{last - 1}, NodeId{last}, {.verbose = true}), "\n"),
      ""
  );
}

}  // namespace oakprobe::report::test
