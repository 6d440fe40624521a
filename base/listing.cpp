#include "base/listing.hpp"

namespace oakprobe {

std::string count_of(std::uint64_t count, std::string_view one) {
  return std::to_string(count).append(" ").append(one).append(count == 1 ? "" : "s");
}

std::string listed(std::span<const std::string> words, std::size_t most, std::string_view last) {
  if (words.size() > most)
    return join(words.first(most)) + " and " + std::to_string(words.size() - most) + " more";
  if (words.size() < 2) return join(words);
  return join(words.first(words.size() - 1)).append(last).append(words.back());
}

}  // namespace oakprobe
