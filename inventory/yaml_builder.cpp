#include "inventory/yaml_builder.hpp"

#include "base/printable.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/yaml_text.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

Position position(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

std::string too_deep() {
  return "nested too deep; " + std::to_string(yaml_depth_max) + " levels are the most";
}

}  // namespace

void YamlBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (started_) {
    throw YamlLimit{position(mark), "a second document; an inventory is one (remove the '---')"};
  }
  started_ = true;
}

YamlNode& YamlBuilder::make(YamlNode::Kind kind, Position at) {
  auto& node = document_.nodes_.emplace_back();
  node.kind = kind;
  node.at = at;
  return node;
}

void YamlBuilder::attach(const Anchored& value, Position at) {
  values_ += value.values;
  if (values_ > yaml_values_max) {
    throw YamlLimit{
        at,
        "too much in it: more than " + std::to_string(yaml_values_max) +
            " values, with aliases spelled out"};
  }
  if (open_.size() + value.height > yaml_depth_max) throw YamlLimit{at, too_deep()};
  if (open_.empty()) {
    document_.root_ = value.node;
    return;
  }
  Open& parent = open_.back();
  parent.values += value.values;
  parent.height = std::max(parent.height, value.height);
  if (parent.node->kind == YamlNode::Kind::sequence) {
    parent.node->entries.push_back({nullptr, value.node});
  } else if (parent.key == nullptr) {
    parent.key = value.node;
  } else {
    parent.node->entries.push_back({parent.key, value.node});
    parent.key = nullptr;
  }
}

// For an empty value the library gives the place of whatever comes next. Only a null that stands in
// the text, on the line of its key, is at its own place.
bool YamlBuilder::is_written(const YAML::Mark& mark) const {
  const auto offset = static_cast<std::size_t>(mark.pos);
  if (mark.pos < 0 || offset >= text_.size()) return false;
  const char letter = text_[offset];
  if (letter != '~' && letter != 'n' && letter != 'N') return false;
  return open_.empty() || open_.back().key == nullptr || open_.back().key->at.line == mark.line + 1;
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Position at = position(mark);
  if (!is_written(mark) && !open_.empty()) {
    const Open& parent = open_.back();
    at = parent.key != nullptr ? parent.key->at : parent.node->at;
  }
  const YamlNode& node = make(YamlNode::Kind::null, at);
  const Anchored value{&node, 1, 0};
  if (anchor != 0) anchors_[anchor] = value;
  attach(value, at);
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    throw YamlLimit{position(mark), "an alias inside what it stands for has no end"};
  }
  attach(found->second, position(mark));
}

void YamlBuilder::OnScalar(
    const YAML::Mark& mark,
    const std::string& /*tag*/,
    YAML::anchor_t anchor,
    const std::string& value
) {
  last_scalar_ = mark;
  YamlNode& node = make(YamlNode::Kind::scalar, position(mark));
  node.text = value;
  const Anchored leaf{&node, 1, 0};
  if (anchor != 0) anchors_[anchor] = leaf;
  attach(leaf, node.at);
}

std::optional<Position> YamlBuilder::open_quote() const {
  if (last_scalar_.is_null()) return std::nullopt;
  const auto offset = std::min(static_cast<std::size_t>(last_scalar_.pos), text_.size());
  if (!leaves_quote_open(text_.substr(offset))) return std::nullopt;
  return position(last_scalar_);
}

void YamlBuilder::open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Position at = position(mark);
  if (open_.size() >= yaml_depth_max) throw YamlLimit{at, too_deep()};
  open_.push_back({&make(kind, at), anchor, 0, 0, nullptr});
}

void YamlBuilder::close() {
  const Open done = open_.back();
  open_.pop_back();
  const Anchored value{done.node, done.values + 1, done.height + 1};
  if (done.anchor != 0) anchors_[done.anchor] = value;
  // The values below were counted when they were attached.
  values_ -= done.values;
  attach(value, done.node->at);
}

void YamlBuilder::OnSequenceStart(
    const YAML::Mark& mark,
    const std::string& /*tag*/,
    YAML::anchor_t anchor,
    YAML::EmitterStyle::value /*style*/
) {
  open(YamlNode::Kind::sequence, mark, anchor);
}

void YamlBuilder::OnMapStart(
    const YAML::Mark& mark,
    const std::string& /*tag*/,
    YAML::anchor_t anchor,
    YAML::EmitterStyle::value /*style*/
) {
  open(YamlNode::Kind::map, mark, anchor);
}

void YamlBuilder::OnMapEnd() {
  check_keys(*open_.back().node);
  close();
}

void YamlBuilder::check_keys(const YamlNode& map) {
  std::unordered_map<std::string_view, int> first_lines;
  for (const auto& entry : map.entries) {
    if (!entry.key->is_scalar()) {
      diagnostics_.add(entry.key->at, "a key must be a word, followed by ':'");
      continue;
    }
    const auto [first, is_new] = first_lines.try_emplace(entry.key->text, entry.key->at.line);
    if (is_new) continue;
    diagnostics_.add(
        entry.key->at,
        "the key " + in_quotes(entry.key->text) + " is given twice, first on line " +
            std::to_string(first->second) + "; keep one"
    );
  }
}

}  // namespace oakprobe::inventory
