#include "coordinator/telling/agent_remedy.hpp"

#include "base/ascii.hpp"
#include "base/ip_address.hpp"
#include "base/printable.hpp"
#include "coordinator/telling/agent_advice.hpp"
#include "coordinator/telling/marked_text.hpp"
#include "inventory/command_text.hpp"
#include "inventory/ssh_way.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace oakprobe::telling {
namespace {

using inventory::SshWay;

constexpr std::size_t alike_named_max = 8;

// Whoever wrote the words may be the node: what goes into a command that a person types is nothing
// but a name, an address or "[host]:port".
bool is_host_word(std::string_view word) {
  constexpr std::string_view signs = ".:_-[]%";
  const auto fits = [&](char c) {
    return is_alphanumeric(c) || signs.find(c) != std::string_view::npos;
  };
  return !word.empty() && word.size() <= 255 && word.front() != '-' &&
         std::ranges::all_of(word, fits);
}

// The word behind a phrase, up to one of the ends; empty: there is none that may be told.
std::string word_behind(
    std::string_view words, std::string_view phrase, std::string_view ends = " "
) {
  const std::size_t at = words.rfind(phrase);  // the last says why
  if (at == std::string_view::npos) return "";
  const std::string_view rest = words.substr(at + phrase.size());
  const std::string_view word = rest.substr(0, rest.find_first_of(ends));
  return is_host_word(word) ? std::string(word) : "";
}

// ssh names the file whose key offends; ssh-keygen -R looks into the user's own.
std::string offending_file(std::string_view words) {
  const std::size_t at = words.rfind("Offending ");
  if (at == std::string_view::npos) return "";
  std::string_view rest = words.substr(at);
  const std::size_t in = rest.find(" key in ");
  if (in == std::string_view::npos) return "";
  rest.remove_prefix(in + std::string_view(" key in ").size());
  const std::string_view file = rest.substr(0, rest.find(':'));
  const bool plain = file.starts_with('/') && std::ranges::all_of(file, [](char c) {
                       return c == '/' || is_host_word(std::string_view(&c, 1)) || c == '-';
                     });
  return plain && !file.ends_with("/.ssh/known_hosts") ? std::string(file) : "";
}

// "-p 2222 w1" of "[w1]:2222".
std::string scan_words(const std::string& known) {
  const std::size_t end = known.find("]:");
  if (!known.starts_with('[') || end == std::string::npos) return inventory::quoted_word(known);
  return "-p " + inventory::quoted_word(known.substr(end + 2)) + " " +
         inventory::quoted_word(known.substr(1, end - 1));
}

// As ssh's known_hosts has the node: by its own word, else by the command.
std::string known_as(std::string_view words, const std::optional<SshWay>& way) {
  for (const std::string_view phrase : {"Host key for ", "host key is known for "})
    if (auto word = word_behind(words, phrase); !word.empty()) return word;
  return way ? known_host(*way) : "HOST";
}

std::string user_named_in(std::string_view words) {
  std::string user = word_behind(words, "Please login as the user \"", "\"");
  return user.empty() ? "USER" : user;
}

// "192.0.2.31 port 22"
std::string place_tried(std::string_view words, const std::string& host) {
  const std::string tried = word_behind(words, "connect to host ");
  const std::string port = word_behind(words, "connect to host " + tried + " port ", ": ");
  return tried.empty() || port.empty() ? host : tried + " port " + port;
}

// A host that ssh finds without asking for its name.
std::string by_address(const inventory::Node& node, const std::optional<SshWay>& way) {
  const std::string user = way && !way->user.empty() ? way->user + "@" : "";
  return user + (node.address.ip() ? node.address.text() : "ADDRESS");
}

// A command may have 16 KiB.
std::string bounded(const std::string& line) { return excerpt(line, Keep::beginning, 300); }

// What stands for the words in braces. Made when it is asked for: a large mesh asks for each path.
class Filling {
 public:
  Filling(const inventory::Node& node, std::string_view words)
      : node_(node), words_(words), way_(inventory::ssh_way(node.agent)) {}

  // nullopt: the key is none of ours.
  [[nodiscard]] std::optional<std::string> value_of(std::string_view key) const {
    if (key == "name") return node_.name;
    if (key == "ssh") return way_ ? bounded(by_hand(*way_)) : "ssh HOST";
    if (key == "copy-id") return way_ ? bounded(copy_id(*way_)) : "ssh-copy-id HOST";
    if (key == "host") return host();
    if (key == "login") return way_ ? login_of(*way_) : "HOST";
    if (key == "user") return way_ && !way_->user.empty() ? way_->user : "USER";
    if (key == "named-user") return user_named_in(words_);
    if (key == "forget") return forgetting();
    if (key == "scan") return scan_words(known_as(words_, way_));
    if (key == "at") return place_tried(words_, host());
    if (key == "as") return by_address(node_, way_);
    if (key != "unresolved") return std::nullopt;
    const std::string name = word_behind(words_, "Could not resolve hostname ", ": ");
    return name.empty() ? host() : name;
  }

 private:
  [[nodiscard]] std::string host() const { return way_ ? way_->host : "HOST"; }

  [[nodiscard]] std::string forgetting() const {
    const std::string file = offending_file(words_);
    return "ssh-keygen " + (file.empty() ? "" : "-f " + file + " ") + "-R " +
           inventory::quoted_word(known_as(words_, way_));
  }

  const inventory::Node& node_;
  std::string_view words_;
  std::optional<SshWay> way_;
};

std::string filled_in(
    std::string_view advice, const inventory::Node& node, std::string_view words
) {
  const Filling filling(node, words);
  std::string text;
  while (!advice.empty()) {
    const std::size_t open = advice.find('{');
    text += mark_commands(advice.substr(0, open));
    if (open == std::string_view::npos) break;
    advice.remove_prefix(open + 1);
    const std::size_t close = advice.find('}');
    const auto value = filling.value_of(advice.substr(0, close));
    text += value.value_or("{");
    if (value) advice.remove_prefix(close + 1);
  }
  return text;
}

}  // namespace

bool has_known_remedy(const NodeObservation& observation) {
  if (!observation.misplaced.empty()) return true;
  return find_agent_advice(observation.agent_error) != nullptr;
}

std::string agent_remedy(const inventory::Node& node, const NodeObservation& observation) {
  if (!observation.misplaced.empty())
    return filled_in(
        "Two names lead to one machine: see where that of {name} does (`{ssh} ip addr`), and "
        "correct "
        "its host in the inventory or its Host in your ssh configuration",
        node,
        observation.agent_error
    );
  const AgentAdvice* const found = find_agent_advice(observation.agent_error);
  if (found == nullptr)
    return "Make the agent reachable (its command in the inventory) and check again";
  if (found->of_ssh && !observation.own_host.empty())
    return node.name + "'s host " + observation.own_host +
           " is this machine: agent: local starts the agent here, without ssh";
  return filled_in(found->advice, node, observation.agent_error);
}

std::string agents_remedy(const FinishedCheck& check, const std::vector<NodeId>& alike) {
  const auto of = [&](NodeId id) {
    return agent_remedy(check.inventory.node(id), check.nodes[index_of(id)].observation);
  };
  std::string text = of(alike.front());
  if (alike.size() == 1 || text == of(alike[1])) return text;
  const std::size_t named = std::min(alike.size(), alike_named_max + 1);
  for (std::size_t at = 1; at < named; ++at) {
    const bool ends = at + 1 == alike.size();
    text += at == 1 ? "; the same for " : ends ? " and " : ", ";
    text += check.inventory.node(alike[at]).name;
  }
  if (named < alike.size()) text += " and " + std::to_string(alike.size() - named) + " more";
  return text;
}

}  // namespace oakprobe::telling
