#include "coordinator/report/fix_text.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

// Those that are never words of a fix's prose with an argument behind them; where they are, with
// what the argument begins with.
constexpr std::string_view programs[]{
    "arptables",   "bpftool",    "cat /",       "chage",        "conntrack", "docker run",
    "ebtables",    "ethtool",    "findmnt",     "firewall-cmd", "getent",    "ip",
    "ip6tables",   "iptables",   "journalctl",  "namei",        "nft",       "NodeEngine config",
    "nstat",       "ping",       "setcap",      "ss",           "ssh -",     "ssh-add",
    "ssh-copy-id", "ssh-keygen", "ssh-keyscan", "sudo -",       "sudo nft",  "sysctl",
    "systemctl",   "tc",         "tcpdump",     "top -",        "tracepath", "ufw",
    "uname",       "wg"};

// Where one stands between two words, the sentence goes on.
constexpr std::string_view prose_words[]{
    "and",
    "by",
    "has",
    "if",
    "is",
    "lists",
    "must",
    "names",
    "on",
    "once",
    "or",
    "shows",
    "tells",
    "there",
    "which"};

bool is_prose(std::string_view word) {
  return std::ranges::find(prose_words, word) != std::ranges::end(prose_words);
}

// The word that begins here, up to a blank.
std::string_view word_at(std::string_view text, std::size_t at) {
  return text.substr(at, text.find(' ', at) - at);
}

// How many characters of the command that begins here, up to where it surely ends.
std::size_t command_length(std::string_view text) {
  std::size_t open = 0;  // parentheses of its own: $(pidof NetManager)
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool last = at + 1 == text.size() || text[at + 1] == ' ';  // of a word
    if (text[at] == '(') ++open;
    if (text[at] == ')' && open-- == 0) return at;
    if (text[at] == ';' || ((text[at] == ',' || text[at] == ':') && last)) return at;
    if (text[at] == '.' && last && at > 0 && text[at - 1] != '.') return at;
    if (text[at] == ' ' && is_prose(word_at(text, at + 1))) return at;
  }
  return text.size();
}

bool begins_with_program(std::string_view text) {
  return std::ranges::any_of(programs, [text](std::string_view program) {
    if (!text.starts_with(program)) return false;
    const std::string_view rest = text.substr(program.size());
    const bool alone = program.back() == '/' || program.back() == '-';
    return alone || (rest.size() > 1 && rest.front() == ' ' && rest[1] != ' ');
  });
}

// 0: no command begins here. A program without an argument is none.
std::size_t command_at(std::string_view text) {
  if (!begins_with_program(text)) return 0;
  std::size_t length = command_length(text);
  while (length > 0 && text[length - 1] == ' ') --length;
  return text.substr(0, length).find(' ') == std::string_view::npos ? 0 : length;
}

}  // namespace

std::vector<FixPart> fix_parts(std::string_view fix) {
  std::vector<FixPart> parts;
  std::size_t told = 0;
  for (std::size_t at = 0; at < fix.size(); ++at) {
    const bool begins = at == 0 || fix[at - 1] == ' ' || fix[at - 1] == '(';
    const std::size_t length = begins ? command_at(fix.substr(at)) : 0;
    if (length == 0) continue;
    if (at > told) parts.push_back({fix.substr(told, at - told), false});
    parts.push_back({fix.substr(at, length), true});
    told = at + length;
    at = told - 1;
  }
  if (told < fix.size()) parts.push_back({fix.substr(told), false});
  return parts;
}

}  // namespace oakprobe::report
