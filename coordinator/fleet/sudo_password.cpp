#include "coordinator/fleet/sudo_password.hpp"

#include <sodium/crypto_shorthash_siphash24.h>
#include <sodium/randombytes.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace oakprobe::fleet {
namespace {

constexpr std::string_view mask = "***";
constexpr std::string_view not_quoted =
    "(left out: the sudo password is too short to be found in it)";

void wipe(std::string& text) {
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

// What is compared: who quotes or escapes a word puts backslashes into it.
struct Plain {
  std::string text;
  std::vector<std::size_t> places;  // of its bytes in the original
};

Plain without_backslashes(std::string_view text) {
  Plain plain;
  plain.text.reserve(text.size());  // never moved: no copy is left behind
  plain.places.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') continue;
    plain.text += text[at];
    plain.places.push_back(at);
  }
  return plain;
}

}  // namespace

SudoPassword::SudoPassword(std::string text) : text_(std::move(text)) {
  wipe(text);  // a short one was copied
  ::randombytes_buf(key_.data(), key_.size());
  Plain plain = without_backslashes(text_);
  bytes_ = plain.text.size();
  hash_ = hash_of(plain.text);
  wipe(plain.text);
}

SudoPassword::~SudoPassword() { forget(); }

void SudoPassword::forget() { wipe(text_); }

SudoPassword::Hash SudoPassword::hash_of(std::string_view text) const {
  Hash hash;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  static_assert(crypto_shorthash_siphashx24_BYTES == std::tuple_size_v<Hash>);
  crypto_shorthash_siphashx24(hash.data(), bytes, text.size(), key_.data());
  return hash;
}

std::string SudoPassword::hidden_in(std::string_view words) const {
  if (bytes_ < hidden_bytes_min) return std::string(words);
  const Plain plain = without_backslashes(words);
  const std::string_view looked_at = plain.text;
  std::string told;
  std::size_t taken = 0;
  for (std::size_t at = 0; at + bytes_ <= looked_at.size(); ++at) {
    if (hash_of(looked_at.substr(at, bytes_)) != hash_) continue;
    told += words.substr(taken, plain.places[at] - taken);
    told += mask;
    at += bytes_ - 1;
    taken = plain.places[at] + 1;
  }
  return told += words.substr(taken);
}

std::string SudoPassword::quotable(std::string_view words) const {
  if (bytes_ < hidden_bytes_min) return std::string(words.empty() ? "" : not_quoted);
  std::string told = hidden_in(words);
  for (std::size_t begun = std::min(text_.size(), told.size()); begun >= hidden_bytes_min; --begun)
    if (told.ends_with(std::string_view(text_).substr(0, begun)))
      return told.replace(told.size() - begun, begun, mask);
  return told;
}

std::string quotable(const SudoPassword* password, std::string_view words) {
  return password == nullptr ? std::string(words) : password->quotable(words);
}

}  // namespace oakprobe::fleet
