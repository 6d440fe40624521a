#pragma once

#include "base/utc_time.hpp"
#include "coordinator/serve/data_source.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::serve {

// No name of a flow, a node or a run is longer, nor an inventory's file.
inline constexpr std::size_t parameter_bytes_max = 4'096;

// A question whose parameters are read strictly: what is wrong with them is refused (Refused), with
// words that say what would be right.
class AskedQuestion {
 public:
  // The question outlives it. `bytes_max`: so much room there is for the answer.
  AskedQuestion(const Question& question, std::size_t bytes_max, UtcSeconds now)
      : question_(question), bytes_max_(bytes_max), now_(now) {}

  [[nodiscard]] std::size_t bytes_max() const { return bytes_max_; }

  // To be called first: that it has no other parameters than these and `inventory`, and none twice.
  void expect(std::initializer_list<std::string_view> names) const;

  // What follows in the path: 0 is the kind of answer.
  [[nodiscard]] const std::string& part(std::size_t at) const { return question_.path.at(at); }
  [[nodiscard]] std::size_t parts() const { return question_.path.size(); }

  // nullopt: it is not asked for.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<UtcSeconds> time(std::string_view name) const;
  [[nodiscard]] std::optional<std::size_t> number(std::string_view name, std::size_t most) const;
  // Is `words` all that there may be.
  [[nodiscard]] std::optional<std::string_view> word(
      std::string_view name, std::initializer_list<std::string_view> words
  ) const;
  // A time that somebody may have written; nullopt: it is none.
  [[nodiscard]] std::optional<UtcSeconds> moment(std::string_view text) const;

 private:
  const Question& question_;
  std::size_t bytes_max_;
  UtcSeconds now_;
};

// What a person wrote, short enough to be told back.
[[nodiscard]] std::string told_back(std::string_view text);

}  // namespace oakprobe::serve
