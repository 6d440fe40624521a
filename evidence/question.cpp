#include "evidence/question.hpp"

#include <array>

namespace oakprobe::evidence {

std::string_view to_string(AnswerKind kind) {
  static constexpr std::array<std::string_view, 7> names{
      "itself", "certificate", "other", "doubtful", "unclear", "closed", "silent"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace oakprobe::evidence
