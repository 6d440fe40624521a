#pragma once

#include "oakestra/members.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::oakestra {

// Members into the fields of a Go struct, as encoding/json does it: keys in any case, the last of
// doubled ones counts, null changes nothing. A value of the wrong type is a problem, and the
// field keeps what it had.
class FieldReader {
 public:
  // Whether a number or a boolean is taken for the text of a text field, as ghodss/yaml does.
  enum class Scalars : std::uint8_t { as_they_are, to_text };

  FieldReader(const Members& members, Scalars scalars);

  void text(std::string_view key, std::string& out);
  void number(std::string_view key, std::int64_t& out);
  void flag(std::string_view key, bool& out);
  // A field that takes either (an UnmarshalJSON of its own): a flag becomes "true" or "false".
  void text_or_flag(std::string_view key, std::string& out);

  // What is wrong with the first field that is of another type; empty: nothing.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  // Keys that nobody asked for and that look like one that somebody did, in the order of the file.
  [[nodiscard]] std::vector<std::string> misspelled_keys(std::size_t keys_max) const;

 private:
  template <class T>
  void read(std::string_view key, std::string_view wanted, T& out);

  const Members& members_;
  Scalars scalars_;
  std::vector<bool> asked_;         // by member
  std::vector<std::string> known_;  // keys that were asked for
  std::string problem_;
};

}  // namespace oakprobe::oakestra
