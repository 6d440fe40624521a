#pragma once

#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace oakprobe::metrics {

// A name of ours, and any text.
using Label = std::pair<std::string_view, std::string_view>;

// Writes metrics family by family.
class MetricsText {
 public:
  explicit MetricsText(std::ostream& out) : out_(out) {}

  // Its samples follow. A name that ends in the unit "seconds" is told to have it. Of a counter the
  // name is without the "_total" that its samples have.
  void family(std::string_view name, std::string_view type, std::string_view help);
  // `suffix` is behind the family's name: "_bucket".
  void sample(
      std::initializer_list<Label> labels, std::uint64_t value, std::string_view suffix = {}
  );
  void sample(std::initializer_list<Label> labels, double value, std::string_view suffix = {});
  // Once, behind all families.
  void end() { out_ << "# EOF\n"; }

 private:
  void name_and_labels(std::initializer_list<Label> labels, std::string_view suffix);

  std::ostream& out_;
  std::string family_;
};

// The shortest that reads back as the same number; whole numbers with ".0". Without an exponent
// from a millionth to 10^15.
[[nodiscard]] std::string number_text(double value);

}  // namespace oakprobe::metrics
