#pragma once

#include <string>
#include <string_view>

namespace oakprobe::fleet {

// Counts how often a phrase comes in a stream, however the stream is cut into pieces.
class PhraseWatch {
 public:
  explicit PhraseWatch(std::string phrase) : phrase_(std::move(phrase)) {}

  // How often it became complete with these bytes.
  [[nodiscard]] std::size_t feed(std::string_view bytes) {
    if (phrase_.empty()) return 0;
    rest_ += bytes;
    std::size_t times = 0;
    std::size_t from = 0;
    for (auto at = rest_.find(phrase_); at != std::string::npos; at = rest_.find(phrase_, from)) {
      from = at + phrase_.size();
      ++times;
    }
    rest_.erase(0, from);
    if (rest_.size() >= phrase_.size()) rest_.erase(0, rest_.size() - phrase_.size() + 1);
    return times;
  }

 private:
  std::string phrase_;
  std::string rest_;  // may be the beginning of the phrase
};

}  // namespace oakprobe::fleet
