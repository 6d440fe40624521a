#include "inventory/yaml_document.hpp"

#include "base/utf8.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/foreign_format.hpp"
#include "inventory/yaml_advice.hpp"
#include "inventory/yaml_builder.hpp"
#include "inventory/yaml_text.hpp"

#include <yaml-cpp/yaml.h>

#include <istream>
#include <streambuf>

namespace oakprobe::inventory {
namespace {

// Reads from the caller's bytes without a copy.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // NOLINT: only read from
    setg(begin, begin, begin + text.size());
  }
};

Position position(const YAML::Mark& mark) {
  return mark.is_null() ? Position{} : Position{mark.line + 1, mark.column + 1};
}

void tell_unreadable(std::string_view text, const TextProblem& problem, Diagnostics& diagnostics) {
  const auto& [at, message] = recognise_lines(text).value_or(problem);
  diagnostics.add(at, message);
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const auto& entry : entries) {
    if (entry.key != nullptr && entry.key->is_scalar() && entry.key->text == key) {
      return entry.value;
    }
  }
  return nullptr;
}

bool read_yaml(std::string_view text, YamlDocument& document, Diagnostics& diagnostics) {
  text = without_byte_order_mark(text);
  if (const auto problem = find_unreadable(text)) {
    diagnostics.add(problem->at, problem->message);
    return false;
  }
  ViewBuffer buffer(text);
  std::istream input(&buffer);
  YamlBuilder builder(text, document, diagnostics);
  try {
    YAML::Parser parser(input);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YamlLimit& limit) {
    tell_unreadable(text, {limit.at, limit.message}, diagnostics);
    return false;
  } catch (const YAML::Exception& error) {
    const Position at = position(error.mark);
    const auto advice = advise(text, at, error.msg);
    const auto& [where, what] = advice.value_or(TextProblem{at, error.msg});
    tell_unreadable(text, {where, "not readable as YAML: " + what}, diagnostics);
    return false;
  } catch (const std::exception& error) {
    diagnostics.add({}, std::string("not readable as YAML: ") + error.what());
    return false;
  }
  if (const auto at = builder.open_quote()) {
    diagnostics.add(*at, "not readable as YAML: the quote that begins here is never closed");
    return false;
  }
  if (document.root() == nullptr || document.root()->kind == YamlNode::Kind::null) {
    diagnostics.add({1, 1}, "nothing is in it; an inventory begins with 'version: 1'");
    return false;
  }
  return true;
}

}  // namespace oakprobe::inventory
