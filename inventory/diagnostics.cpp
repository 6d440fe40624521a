#include "inventory/diagnostics.hpp"

#include "inventory/near_miss.hpp"

namespace oakprobe::inventory {
namespace {

// Beyond this only a number is kept: memory stays bounded whatever is wrong.
constexpr std::size_t kept_max = 20'000;
constexpr std::size_t quoted_bytes_max = 60;

}  // namespace

void Diagnostics::add(Position at, std::string message) {
  if (found_.size() >= kept_max) {
    ++uncounted_;
    return;
  }
  found_.emplace(at.line, at.column, std::move(message));
}

void Diagnostics::doubt(Position at, const std::string& message) {
  if (doubts_.size() < diagnostics_max) {
    doubts_.emplace(at.line, at.column, "warning: " + message);
  }
}

std::vector<Diagnostic> Diagnostics::take() const {
  Found all = doubts_;
  all.insert(found_.begin(), found_.end());
  std::vector<Diagnostic> list;
  for (const auto& [line, column, message] : all) {
    if (list.size() == diagnostics_max) {
      const std::size_t rest = all.size() + uncounted_ - diagnostics_max;
      list.push_back({line, column, "and " + std::to_string(rest) + " more, from here on"});
      break;
    }
    list.push_back({line, column, message});
  }
  return list;
}

std::vector<Diagnostic> Diagnostics::doubts() const {
  std::vector<Diagnostic> list;
  for (const auto& [line, column, message] : doubts_) list.push_back({line, column, message});
  return list;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto near = nearest(word, candidates);
  return near.empty() ? std::string() : " (did you mean " + in_quotes(near) + "?)";
}

std::string in_quotes(std::string_view word) {
  std::string text = "'";
  for (const char letter : word.substr(0, quoted_bytes_max)) {
    const auto byte = static_cast<unsigned char>(letter);
    text += byte < 0x20 || byte == 0x7f ? ' ' : letter;
  }
  if (word.size() > quoted_bytes_max) {
    // A cut inside a UTF-8 sequence would leave half a letter.
    while (text.size() > 1 && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80U) {
      text.pop_back();
    }
    if ((static_cast<unsigned char>(text.back()) & 0x80U) != 0) text.pop_back();
    text += "...";
  }
  return text + "'";
}

std::string to_string(const Diagnostic& diagnostic, std::string_view file) {
  return std::string(file) + ":" + std::to_string(diagnostic.line) + ":" +
         std::to_string(diagnostic.column) + ": " + diagnostic.message;
}

}  // namespace oakprobe::inventory
