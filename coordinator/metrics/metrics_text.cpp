#include "coordinator/metrics/metrics_text.hpp"

#include "base/printable.hpp"

#include <array>
#include <charconv>

namespace oakprobe::metrics {
namespace {

// Names of inventories have no limit.
constexpr std::size_t label_bytes_max = 256;

void write_escaped(std::ostream& out, std::string_view text) {
  for (const char c : excerpt(text, Keep::beginning, label_bytes_max)) {
    if (c == '\\' || c == '"') out << '\\';
    out << c;  // printable text has no line end
  }
}

}  // namespace

std::string number_text(double value) {
  std::array<char, 32> digits{};
  const bool plain = value == 0 || (value >= 1e-6 && value < 1e15);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
  const auto end = std::to_chars(digits.begin(), digits.end(), value, format).ptr;
  std::string text(digits.begin(), end);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  out_ << "# TYPE " << name << ' ' << type << '\n';
  if (name.ends_with("_seconds")) out_ << "# UNIT " << name << " seconds\n";
  out_ << "# HELP " << name << ' ' << help << '\n';
}

void MetricsText::name_and_labels(std::initializer_list<Label> labels, std::string_view suffix) {
  out_ << family_ << suffix;
  char before = '{';
  for (const auto& [name, value] : labels) {
    out_ << before << name << "=\"";
    write_escaped(out_, value);
    out_ << '"';
    before = ',';
  }
  if (labels.size() > 0) out_ << '}';
  out_ << ' ';
}

void MetricsText::sample(
    std::initializer_list<Label> labels, std::uint64_t value, std::string_view suffix
) {
  name_and_labels(labels, suffix);
  out_ << value << '\n';
}

void MetricsText::sample(
    std::initializer_list<Label> labels, double value, std::string_view suffix
) {
  name_and_labels(labels, suffix);
  out_ << number_text(value) << '\n';
}

}  // namespace oakprobe::metrics
