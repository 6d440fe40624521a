#include "inventory/diagnostics.hpp"

#include "base/near_miss.hpp"
#include "base/printable.hpp"

namespace oakprobe::inventory {
namespace {

// Beyond this only a number is kept: memory stays bounded whatever is wrong.
constexpr std::size_t kept_max = 20'000;

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

std::string to_string(const Diagnostic& diagnostic, std::string_view file) {
  return printable(file) + ":" + std::to_string(diagnostic.line) + ":" +
         std::to_string(diagnostic.column) + ": " + printable(diagnostic.message);
}

}  // namespace oakprobe::inventory
