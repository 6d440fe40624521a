#include "rules/json_items.hpp"

#include <boost/system/errc.hpp>

#include <optional>

namespace oakprobe::rules {
namespace {

constexpr std::size_t depth_max = 64;
constexpr std::size_t item_depth = 2;  // within the document's object and its array

ErrorCode no_document() { return make_error_code(boost::system::errc::bad_message); }

// Where the string ends that begins here; npos: nowhere.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at;
    }
  }
  return std::string_view::npos;
}

}  // namespace

Result<std::vector<std::string_view>> json_items(std::string_view document) {
  std::vector<std::string_view> items;
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < document.size(); ++at) {
    switch (document[at]) {
      case '"':
        at = end_of_string(document, at);
        if (at == std::string_view::npos) return no_document();
        break;
      case '{':
      case '[':
        if (depth == item_depth) begin = at;
        if (++depth > depth_max) return no_document();
        break;
      case '}':
      case ']':
        if (depth == 0) return no_document();
        if (--depth == item_depth) items.push_back(document.substr(begin, at + 1 - begin));
        break;
      default:
        break;
    }
  }
  if (depth != 0) return no_document();
  return items;
}

}  // namespace oakprobe::rules
