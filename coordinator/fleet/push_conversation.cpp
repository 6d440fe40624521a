#include "coordinator/fleet/push_conversation.hpp"

#include "base/printable.hpp"
#include "coordinator/fleet/push_script.hpp"
#include "wire/frame.hpp"

#include <algorithm>

namespace oakprobe::fleet {
namespace {

constexpr std::string_view unpacks_word = " gzip";  // behind the machine

}  // namespace

PushConversation::Taken PushConversation::feed(std::span<const std::byte> bytes) {
  Taken taken;
  while (taken.bytes < bytes.size() && stage_ != Stage::started && stage_ != Stage::failed) {
    const auto byte = static_cast<char>(bytes[taken.bytes++]);
    if (byte == '\n')
      taken.event = read_line();
    else
      line_ += byte;
    if (!taken.event && chatter_.size() + line_.size() > wire::banner_bytes_max)
      taken.event =
          failed("printed " + in_quotes(told(chatter_ + line_), Keep::end) + " without end");
    if (taken.event) break;
  }
  return taken;
}

std::optional<PushEvent> PushConversation::read_line() {
  std::string line;
  line.swap(line_);
  if (line.starts_with(push_word))
    return read_word(std::string_view(line).substr(push_word.size()));
  chatter_ += line;
  if (!line.empty()) chatter_ += '\n';
  return std::nullopt;
}

std::optional<PushEvent> PushConversation::read_word(std::string_view said) {
  const std::string_view word = said.substr(0, said.find(' '));
  const std::string rest(said.substr(std::min(said.size(), word.size() + 1)));
  if (word == "failed") return failed(excerpt(told(rest)));
  if (word == "ready" && stage_ == Stage::knocking) {
    stage_ = Stage::offered;
    const bool unpacks = rest.ends_with(unpacks_word);
    return ShellReady{rest.substr(0, rest.size() - (unpacks ? unpacks_word.size() : 0)), unpacks};
  }
  if (word == "send" && stage_ == Stage::offered) {
    stage_ = Stage::sending;
    return WantsAgent();
  }
  if (word == "got" && stage_ == Stage::sending) return PieceArrived();
  if (word == "have" && stage_ == Stage::offered) {
    stage_ = Stage::kept;
    return HasAgent();
  }
  if (word == "start" && (stage_ == Stage::sending || stage_ == Stage::kept)) {
    stage_ = Stage::started;
    return AgentStarts();
  }
  return failed("said " + in_quotes(told(said)) + " at the wrong time");
}

std::string PushConversation::told(std::string_view words) const {
  return quotable(password_.get(), words);
}

PushEvent PushConversation::failed(std::string why) {
  stage_ = Stage::failed;
  return DeliveryFailed{std::move(why)};
}

}  // namespace oakprobe::fleet
