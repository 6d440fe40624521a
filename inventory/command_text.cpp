#include "inventory/command_text.hpp"

#include "base/ascii.hpp"
#include "inventory/agent_command.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace oakprobe::inventory {
namespace {

constexpr std::string_view mask = "***";

bool is_plain(char c) {
  return is_alphanumeric(c) || std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

// "SSHPASS", "--password", "api_token"; not "PasswordAuthentication", "--password-file".
bool names_secret(std::string_view name) {
  constexpr std::array<std::string_view, 7> endings{
      "pass", "passwd", "password", "passphrase", "secret", "token", "-pw"};
  const std::string plain = lower(name);
  return std::ranges::any_of(endings, [&](auto ending) { return plain.ends_with(ending); });
}

// Goes through the words of a command line, and says what of each may be shown.
class SecretWatch {
 public:
  // The word's beginning that may be shown; nullopt: all of it.
  std::optional<std::string> shown_part(std::string_view word) {
    if (secret_follows_) {
      secret_follows_ = false;
      return std::string();
    }
    if (within_sshpass_ && word.starts_with("-p") && word.size() > 2) return std::string("-p");
    secret_follows_ = within_sshpass_ && word == "-p";
    const std::size_t equals = word.find('=');
    const bool is_option = word.starts_with('-');
    if (equals != std::string_view::npos && names_secret(word.substr(0, equals)))
      return std::string(word.substr(0, equals + 1));
    if (is_option && equals == std::string_view::npos && names_secret(word)) secret_follows_ = true;
    if (program_of(word) == "sshpass")
      within_sshpass_ = true;
    else if (!is_option)
      within_sshpass_ = false;
    return std::nullopt;
  }

 private:
  bool secret_follows_ = false;
  bool within_sshpass_ = false;  // its own options
};

// A word with blanks may be a command line of its own (sh -c '…').
std::optional<std::string> shown_line(std::string_view line) {
  SecretWatch watch;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) {
      if (const auto part = watch.shown_part(line.substr(at, end - at)))
        return std::string(line.substr(0, at)) + *part;
    }
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

std::string quoted_word(std::string_view word) {
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string(word);
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string command_text(const std::vector<std::string>& command) {
  SecretWatch watch;
  std::string text;
  for (const std::string& word : command) {
    if (!text.empty()) text += ' ';
    auto shown = watch.shown_part(word);
    if (!shown && word.find(' ') != std::string::npos) shown = shown_line(word);
    if (!shown) {
      text += quoted_word(word);
    } else {
      text += (shown->empty() ? "" : quoted_word(*shown)) + std::string(mask);
    }
  }
  return text;
}

}  // namespace oakprobe::inventory
