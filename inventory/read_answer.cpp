#include "inventory/read_answer.hpp"

#include "inventory/values.hpp"

#include <string>
#include <string_view>

namespace oakprobe::inventory {
namespace {

constexpr std::array<std::string_view, 3> answer_keys{"list", "object", "title"};
constexpr std::array<Choice<AnswerShape>, 4> answer_words{
    {{"any", AnswerShape::any},
     {"application", AnswerShape::application},
     {"missing", AnswerShape::missing},
     {"page", AnswerShape::page}}};

bool add_word(const YamlNode& node, KnownAnswer& known, Diagnostics& diagnostics) {
  auto word = read_text(node, "answer", diagnostics);
  if (!word) return false;
  if (word->empty() || word->size() > known_word_bytes_max) {
    diagnostics.add(
        node.at,
        "a member or title of answer has 1 to " + std::to_string(known_word_bytes_max) + " bytes"
    );
    return false;
  }
  known.words.emplace_back(*word);
  return true;
}

bool add_members(const YamlNode& node, KnownAnswer& known, Diagnostics& diagnostics) {
  const auto members = read_list(node, "answer", "[cluster_name, ip]", diagnostics);
  if (!members) return false;
  for (const auto& entry : *members) {
    if (!add_word(*entry.value, known, diagnostics)) return false;
  }
  if (!known.words.empty() && known.words.size() <= known_words_max) return true;
  diagnostics.add(
      node.at, "answer names 1 to " + std::to_string(known_words_max) + " members of its JSON"
  );
  return false;
}

}  // namespace

std::optional<KnownAnswer> read_answer(const YamlNode& node, Diagnostics& diagnostics) {
  KnownAnswer known;
  if (node.is_scalar()) {
    const auto shape = read_choice(node, "answer", answer_words, diagnostics);
    if (!shape) return std::nullopt;
    known.shape = *shape;
    return known;
  }
  if (!check_map(node, "answer", answer_keys, diagnostics)) return std::nullopt;
  if (node.entries.size() != 1) {
    diagnostics.add(node.at, "answer has one of list, object and title");
    return std::nullopt;
  }
  bool good = false;
  if (const auto* title = node.find("title")) {
    known.shape = AnswerShape::title;
    good = add_word(*title, known, diagnostics);
  } else {
    const auto* list = node.find("list");
    known.shape = list != nullptr ? AnswerShape::list : AnswerShape::object;
    good = add_members(list != nullptr ? *list : *node.find("object"), known, diagnostics);
  }
  return good ? std::optional(known) : std::nullopt;
}

}  // namespace oakprobe::inventory
