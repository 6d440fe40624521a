#include "oakestra/field_reader.hpp"

#include "oakestra/misspelling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <strings.h>

namespace oakprobe::oakestra {
namespace {

bool same_key(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// strconv.FormatFloat(number, 'g', -1, 32), as ghodss/yaml has it: the fewest digits that mean this
// number. std::to_chars would do, and bring tables of a tenth of a megabyte into the agent.
std::string float_text(double number) {
  if (std::isnan(number)) return "NaN";
  const auto narrow = static_cast<float>(number);
  if (std::isinf(narrow)) return narrow < 0 ? "-Inf" : "+Inf";
  std::array<char, 64> text{};
  int decimals = 0;
  do {
    std::snprintf(text.data(), text.size(), "%.*e", decimals, narrow);
  } while (std::strtof(text.data(), nullptr) != narrow &&
           ++decimals < std::numeric_limits<float>::max_digits10);
  const double magnitude = std::fabs(number);
  const bool plain = number == 0 || (magnitude >= 1e-4 && magnitude < 1e6);
  if (plain) {
    const int exponent = std::atoi(std::strchr(text.data(), 'e') + 1);
    std::snprintf(text.data(), text.size(), "%.*f", std::max(0, decimals - exponent), narrow);
  }
  return text.data();
}

std::string scalar_text(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value)) return float_text(*number);
  return "";
}

std::string_view kind_of(const Value& value) {
  static constexpr std::array<std::string_view, std::variant_size_v<Value>> names{
      "nothing", "a boolean", "a number", "a number with a fraction", "text", "a list or a map"};
  return names[value.index()];
}

}  // namespace

FieldReader::FieldReader(const Members& members, Scalars scalars)
    : members_(members), scalars_(scalars), asked_(members.list.size()) {}

template <class T>
void FieldReader::read(std::string_view key, std::string_view wanted, T& out) {
  known_.emplace_back(key);
  for (std::size_t i = 0; i < members_.list.size(); ++i) {
    const Member& member = members_.list[i];
    if (!same_key(member.key, key)) continue;
    asked_[i] = true;
    if (std::holds_alternative<Null>(member.value)) continue;
    if (const T* value = std::get_if<T>(&member.value)) {
      out = *value;
      continue;
    }
    if constexpr (std::is_same_v<T, std::string>) {
      if (scalars_ == Scalars::to_text && !std::holds_alternative<Compound>(member.value)) {
        out = scalar_text(member.value);
        continue;
      }
    }
    if (!problem_.empty()) continue;
    problem_ = std::string(key) + " is " + std::string(kind_of(member.value)) + ", not " +
               std::string(wanted);
  }
}

void FieldReader::text(std::string_view key, std::string& out) { read(key, "text", out); }

void FieldReader::number(std::string_view key, std::int64_t& out) {
  read(key, "a whole number", out);
}

void FieldReader::flag(std::string_view key, bool& out) { read(key, "true or false", out); }

void FieldReader::text_or_flag(std::string_view key, std::string& out) {
  known_.emplace_back(key);
  for (std::size_t i = 0; i < members_.list.size(); ++i) {
    const Member& member = members_.list[i];
    if (!same_key(member.key, key)) continue;
    asked_[i] = true;
    if (std::holds_alternative<Null>(member.value)) continue;
    if (const auto* text = std::get_if<std::string>(&member.value)) {
      out = *text;
    } else if (const auto* flag = std::get_if<bool>(&member.value)) {
      out = *flag ? "true" : "false";
    } else if (problem_.empty()) {
      problem_ = std::string(key) + " is " + std::string(kind_of(member.value)) +
                 ", neither text nor true or false";
    }
  }
}

std::vector<std::string> FieldReader::misspelled_keys(std::size_t keys_max) const {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < members_.list.size() && keys.size() < keys_max; ++i) {
    const std::string& key = members_.list[i].key;
    const bool near = std::ranges::any_of(known_, [&](const std::string& known) {
      return is_misspelling_of(key, known);
    });
    if (!asked_[i] && near) keys.push_back(key);
  }
  return keys;
}

}  // namespace oakprobe::oakestra
