#include "coordinator/report/html_element.hpp"

#include "base/printable.hpp"

namespace oakprobe::report {

pugi::xml_node add_element(pugi::xml_node parent, const char* tag, const std::string& words) {
  pugi::xml_node node = parent.append_child(tag);
  if (!words.empty()) add_words(node, words);
  return node;
}

void add_words(pugi::xml_node parent, std::string_view words) {
  parent.append_child(pugi::node_pcdata).set_value(printable(words).c_str());
}

void set_attribute(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(printable(value).c_str());
}

std::string entry_id(std::size_t entry) { return "entry-" + std::to_string(entry); }

void set_class(pugi::xml_node node, Mark mark) {
  set_attribute(node, "class", "m" + std::to_string(static_cast<int>(mark)));
}

}  // namespace oakprobe::report
