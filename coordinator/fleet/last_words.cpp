#include "coordinator/fleet/last_words.hpp"

#include "base/printable.hpp"

#include <cctype>
#include <sstream>

namespace oakprobe::fleet {
namespace {

// Of ssh's two dozen lines on a changed host key, framed in at-signs, those that say which host and
// which file (OpenSSH, sshconnect.c, check_host_key()).
std::string without_frame(const std::string& text) {
  if (text.find("has changed and you have requested strict checking") == std::string::npos)
    return text;
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("Offending ") || line.starts_with("Host key for ")) kept += line + "\n";
  return kept;
}

}  // namespace

std::string without_sudo_prompts(std::string text, std::string_view instead) {
  for (std::size_t at = text.find(sudo_prompt_begin); at != std::string::npos;
       at = text.find(sudo_prompt_begin, at + instead.size())) {
    std::size_t end = at + sudo_prompt_begin.size();
    while (end < text.size() && std::isxdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    if (end < text.size() && text[end] == ':') ++end;
    text.replace(at, end - at, instead);
  }
  return text;
}

void OutputTail::add(std::string_view bytes) {
  tail_ += bytes;
  if (password_) tail_ = password_->hidden_in(tail_);  // while it is whole
  if (tail_.size() > tail_bytes_max) tail_.erase(0, tail_.size() - tail_bytes_max);
}

std::string OutputTail::quoted() const {
  const std::string text = excerpt(
      fleet::quotable(password_.get(), without_frame(without_sudo_prompts(tail_))), Keep::end
  );
  return text.empty() ? "" : "; it wrote: " + text;
}

}  // namespace oakprobe::fleet
