#pragma once

#include "base/described_enum.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace oakprobe {

BOOST_DEFINE_FIXED_ENUM_CLASS(
    AnswerShape,
    std::uint8_t,
    any,          // nothing is known of it: whatever speaks HTTP will do
    application,  // of an application server, whatever it says
    missing,      // "404 Not Found" of an application server: there is nothing to GET
    page,         // HTML for a browser
    list,         // JSON: a list of objects, each with these members
    object,       // JSON: an object with these members
    title         // an OpenAPI description with this title
)

// What a service of Oakestra is known to answer to the GET that it is asked.
struct KnownAnswer {
  AnswerShape shape = AnswerShape::any;
  std::vector<std::string> words;  // of list and object the members, of title the title

  friend auto operator<=>(const KnownAnswer&, const KnownAnswer&) = default;
};

inline constexpr std::size_t known_words_max = 8;
inline constexpr std::size_t known_word_bytes_max = 64;

}  // namespace oakprobe
