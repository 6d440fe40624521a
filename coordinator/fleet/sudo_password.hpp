#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace oakprobe::fleet {

// Shorter ones would be found in every other word: of nodes whose sudo asks for one, no words are
// quoted at all.
inline constexpr std::size_t hidden_bytes_min = 4;

// The password that sudo wants on some nodes. It is for their sudo, and in nothing that is told: a
// node's words that hold it are quoted without it. It can be forgotten, and is still recognised, by
// a keyed hash that does not give it.
class SudoPassword {
 public:
  explicit SudoPassword(std::string text);  // takes the text's own memory where that is a heap's
  SudoPassword(const SudoPassword&) = delete;
  SudoPassword& operator=(const SudoPassword&) = delete;
  ~SudoPassword();  // forgets it

  [[nodiscard]] std::string_view text() const { return text_; }  // empty: it was forgotten
  void forget();

  // Each whole occurrence as "***", also one that was escaped with backslashes. Of a stream that
  // is still coming.
  [[nodiscard]] std::string hidden_in(std::string_view words) const;

  // The same of words to be quoted: an occurrence that is cut off at their end is hidden, too, and
  // all of them for a password that is too short to be looked for.
  [[nodiscard]] std::string quotable(std::string_view words) const;

 private:
  using Hash = std::array<unsigned char, 16>;

  [[nodiscard]] Hash hash_of(std::string_view text) const;

  std::string text_;
  std::size_t bytes_ = 0;  // without backslashes
  Hash key_{};
  Hash hash_{};
};

// A node's words as they may be quoted; null: no sudo of it asks for a password.
[[nodiscard]] std::string quotable(const SudoPassword* password, std::string_view words);

}  // namespace oakprobe::fleet
