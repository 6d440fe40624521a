#pragma once

#include "coordinator/report/paint.hpp"

#include <cstddef>
#include <pugixml.hpp>
#include <string>

// The page's building blocks. The library escapes words and attributes, so that what came from
// other machines is text and nothing else.
namespace oakprobe::report {

// An element at the parent's end, with words in it.
pugi::xml_node add_element(pugi::xml_node parent, const char* tag, const std::string& words = "");

// Words behind what the parent has already.
void add_words(pugi::xml_node parent, std::string_view words);

void set_attribute(pugi::xml_node node, const char* name, const std::string& value);

// Of an entry, for links within the page: "entry-3".
[[nodiscard]] std::string entry_id(std::size_t entry);

// Marks have a class each: "m0" to "m8".
void set_class(pugi::xml_node node, Mark mark);

}  // namespace oakprobe::report
