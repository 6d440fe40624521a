#pragma once

#include "coordinator/fleet/last_words.hpp"
#include "coordinator/fleet/phrase_watch.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace oakprobe::fleet {

// What a command writes to its standard error: keeps the end of it, and watches for a phrase.
class ErrorOutput {
 public:
  // The words may hold this password; null: none.
  explicit ErrorOutput(std::shared_ptr<const SudoPassword> password) : tail_(std::move(password)) {}

  // Calls the hook each time that the phrase comes.
  void watch(const std::string& phrase, std::function<void()> hook) {
    phrase_ = PhraseWatch(phrase);
    on_phrase_ = std::move(hook);
  }

  void append(std::string_view words) {
    tail_.add(words);
    for (auto times = phrase_.feed(words); times > 0; --times) on_phrase_();
  }

  [[nodiscard]] std::string quoted() const { return tail_.quoted(); }
  [[nodiscard]] bool contains(std::string_view words) const { return tail_.contains(words); }

 private:
  OutputTail tail_;
  PhraseWatch phrase_{""};
  std::function<void()> on_phrase_;
};

}  // namespace oakprobe::fleet
