#include "inventory/ssh_way.hpp"

#include "base/ascii.hpp"
#include "inventory/agent_command.hpp"
#include "inventory/command_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace oakprobe::inventory {
namespace {

// ssh(1), OpenSSH 9: the options that have a value.
constexpr std::string_view with_value = "BbcDEeFIiJLlmOopQRSWwP";

bool is_ssh(std::string_view word) { return program_of(word) == "ssh"; }

// "proxyjump" of "ProxyJump=gate" and of "ProxyJump gate".
std::string key_of(std::string_view setting) {
  return lower(setting.substr(0, setting.find_first_of("= ")));
}

std::string value_of(std::string_view setting) {
  const std::size_t at = setting.find_first_of("= ");
  return at == std::string_view::npos ? "" : std::string(setting.substr(at + 1));
}

void take_setting(std::string_view setting, SshWay& way) {
  const std::string key = key_of(setting);
  if (key == "batchmode") return;  // a person may be asked
  if (key == "user") {
    if (way.user.empty()) way.user = value_of(setting);
    return;
  }
  if (key == "port") {
    if (way.port.empty()) way.port = value_of(setting);
    return;
  }
  way.jumps = way.jumps || key == "proxyjump" || key == "proxycommand";
  way.options.insert(way.options.end(), {"-o", std::string(setting)});
}

void take_option(char letter, const std::string& value, SshWay& way) {
  switch (letter) {
    case 'p':
      way.port = value;
      break;
    case 'l':
      way.user = value;
      break;
    case 'o':
      take_setting(value, way);
      break;
    case 'J':
      take_setting("ProxyJump=" + value, way);  // ssh-copy-id knows it only so
      break;
    case 'F':
    case 'i':
      way.options.insert(way.options.end(), {std::string{'-', letter}, value});
      break;
    default:
      break;
  }
}

// "pi@w1", "ssh://pi@w1:2222". An option says it better.
void take_destination(std::string_view text, SshWay& way) {
  constexpr std::string_view scheme = "ssh://";
  const bool is_uri = text.starts_with(scheme);
  if (is_uri) text.remove_prefix(scheme.size());
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (way.user.empty()) way.user = text.substr(0, at);
    text.remove_prefix(at + 1);
  }
  const std::size_t colon = text.rfind(':');
  if (is_uri && colon != std::string_view::npos && text.find(']', colon) == text.npos) {
    if (way.port.empty()) way.port = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  if (is_uri && text.starts_with('[') && text.ends_with(']'))
    text = text.substr(1, text.size() - 2);
  way.host = text;
}

std::string typed_line(std::string_view program, const SshWay& way) {
  std::string line(program);
  for (const std::string& word : way.options) line += " " + quoted_word(word);
  if (!way.port.empty()) line += " -p " + quoted_word(way.port);
  return line + " " + quoted_word(login_of(way));
}

}  // namespace

std::optional<SshWay> ssh_way(const AgentSpec& agent) {
  if (agent.local || agent.none) return std::nullopt;
  const auto end = agent.command.begin() + static_cast<std::ptrdiff_t>(agent_word(agent.command));
  const auto program = std::find_if(agent.command.begin(), end, is_ssh);
  if (program == end) return std::nullopt;
  SshWay way;
  std::string destination;
  for (auto word = program + 1; word != end; ++word) {
    if (!word->starts_with('-') || word->size() < 2) {
      if (!destination.empty()) break;  // what runs on the node begins
      destination = *word;
      continue;
    }
    // "-Tp2222", "-Tp 2222"
    for (std::size_t at = 1; at < word->size(); ++at) {
      const char letter = (*word)[at];
      if (with_value.find(letter) == std::string_view::npos) continue;
      if (at + 1 < word->size()) {
        take_option(letter, word->substr(at + 1), way);
      } else if (word + 1 != end) {
        take_option(letter, *++word, way);
      }
      break;
    }
  }
  take_destination(destination, way);
  if (way.host.empty()) return std::nullopt;
  return way;
}

std::string login_of(const SshWay& way) {
  return way.user.empty() ? way.host : way.user + "@" + way.host;
}

std::string by_hand(const SshWay& way) { return typed_line("ssh", way); }

std::string copy_id(const SshWay& way) { return typed_line("ssh-copy-id", way); }

std::string known_host(const SshWay& way) {
  const bool usual = way.port.empty() || way.port == "22";
  return usual ? way.host : "[" + way.host + "]:" + way.port;
}

}  // namespace oakprobe::inventory
