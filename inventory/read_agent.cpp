#include "inventory/read_agent.hpp"

#include "base/printable.hpp"
#include "inventory/agent_command.hpp"
#include "inventory/shell_words.hpp"
#include "inventory/values.hpp"

namespace oakprobe::inventory {
namespace {

constexpr std::array<std::string_view, 4> agent_keys{"command", "host", "push", "sudo"};
constexpr std::array<std::string_view, 1> push_keys{"keep"};
constexpr std::size_t host_bytes_max = 255;  // a DNS name with a user before it, or an ssh alias
constexpr std::array<std::string_view, 3> placeholders{"name", "address", "host"};

constexpr bool is_placeholder_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || letter == '_';
}

// Calls visit(begin, word) for each {word} of lower-case letters; other braces are the command's.
template <class Visit>
void for_each_placeholder(std::string_view text, const Visit& visit) {
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    std::size_t end = open + 1;
    while (end < text.size() && is_placeholder_letter(text[end])) ++end;
    if (end > open + 1 && end < text.size() && text[end] == '}') {
      visit(open, text.substr(open + 1, end - open - 1));
    }
  }
}

void check_placeholders(const YamlNode& at, std::string_view word, Diagnostics& diagnostics) {
  for_each_placeholder(word, [&](std::size_t /*begin*/, std::string_view name) {
    for (const auto known : placeholders) {
      if (name == known) return;
    }
    diagnostics.add(
        at.at,
        "unknown placeholder '{" + std::string(name) + "}'; there are {name}, {address} and {host}"
    );
  });
}

std::optional<std::vector<std::string>> read_command(
    const YamlNode& node, Diagnostics& diagnostics
) {
  std::vector<std::string> words;
  if (node.is_scalar()) {
    auto split = split_shell_words(node.text);
    if (!split) {
      diagnostics.add(node.at, "agent.command has a quote or a backslash that is left open");
      return std::nullopt;
    }
    words = std::move(*split);
    for (const auto& word : words) check_placeholders(node, word, diagnostics);
  } else {
    const auto list =
        read_list(node, "agent.command", "[ssh, \"{host}\", oakprobe-agent, --stdio]", diagnostics);
    if (!list) return std::nullopt;
    for (const auto& entry : *list) {
      const auto& word = *entry.value;
      if (!word.is_scalar()) {
        diagnostics.add(word.at, "a word of agent.command is a single value");
        return std::nullopt;
      }
      words.push_back(word.text);
      check_placeholders(word, word.text, diagnostics);
    }
  }
  if (words.empty() || words.front().empty()) {
    diagnostics.add(
        node.at, "agent.command is empty; give the program to start, or write 'agent: none'"
    );
    return std::nullopt;
  }
  return words;
}

// A flag, or {keep: true}.
void read_push(const YamlNode& push, AgentText& agent, Diagnostics& diagnostics) {
  if (push.is_scalar()) {
    if (const auto flag = read_flag(push, "agent.push", diagnostics)) agent.push = *flag;
    return;
  }
  if (push.kind != YamlNode::Kind::map) {
    diagnostics.add(push.at, "agent.push is true, false, or a map: {keep: true}");
    return;
  }
  if (!check_map(push, "agent.push", push_keys, diagnostics)) return;
  agent.push = true;
  if (const auto* keep = push.find("keep"))
    agent.keep = read_flag(*keep, "agent.push.keep", diagnostics).value_or(false);
}

// sudo is put before the agent's words: these must be there to be found.
void check_command_parts(const AgentText& agent, Diagnostics& diagnostics) {
  if (agent.sudo == Sudo::none || agent.push) return;
  if (agent_word(agent.command) < agent.command.size()) return;
  diagnostics.add(
      agent.sudo_at->at,
      "agent.sudo does not see where the agent begins in agent.command; end the command with "
      "'oakprobe-agent --stdio', or put sudo into it yourself"
  );
}

bool check_host(std::string_view host, const YamlNode& at, Diagnostics& diagnostics) {
  if (host.size() > host_bytes_max) {
    diagnostics.add(at.at, "agent.host is too long; 255 bytes are the most");
    return false;
  }
  if (host.starts_with('-')) {
    diagnostics.add(
        at.at,
        "agent.host " + in_quotes(host) +
            " would be taken for an option; a host does not begin with '-'"
    );
    return false;
  }
  return true;
}

std::string filled(std::string_view word, const Node& node, std::string_view host) {
  std::string text;
  std::size_t copied = 0;
  for_each_placeholder(word, [&](std::size_t begin, std::string_view name) {
    text.append(word.substr(copied, begin - copied));
    text.append(
        name == "name"      ? std::string_view(node.name)
        : name == "address" ? std::string_view(node.address.text())
                            : host
    );
    copied = begin + name.size() + 2;
  });
  return text.append(word.substr(copied));
}

}  // namespace

std::vector<std::string> built_in_agent_command() {
  return {"ssh", "-T", "-o", "BatchMode=yes", "{host}", "oakprobe-agent", "--stdio"};
}

AgentText read_agent(const YamlNode& node, const RangedText& texts, Diagnostics& diagnostics) {
  AgentText agent;
  agent.command = built_in_agent_command();
  if (node.is_scalar()) {
    agent.none = node.text == "none";
    agent.local = node.text == "local";
    if (agent.local) agent.command = local_agent_command();
    if (!agent.none && !agent.local) {
      diagnostics.add(
          node.at,
          "agent is the word none, the word local (on the machine that runs oakprobe), or a map: "
          "{command: ..., host: ...}"
      );
    }
    return agent;
  }
  if (!check_map(node, "agent", agent_keys, diagnostics)) return agent;
  if (const auto* host = node.find("host")) {
    agent.host = texts.read(*host, "agent.host");
    agent.host_at = host;
    if (agent.host) check_placeholders(*host, *agent.host, diagnostics);
  }
  if (const auto* command = node.find("command")) {
    agent.command_at = command;
    if (auto words = read_command(*command, diagnostics)) agent.command = std::move(*words);
  }
  if (const auto* push = node.find("push")) {
    read_push(*push, agent, diagnostics);
  }
  if (const auto* sudo = node.find("sudo")) {
    agent.sudo_at = sudo;
    agent.sudo = read_choice<Sudo>(*sudo, "agent.sudo", diagnostics).value_or(Sudo::none);
  }
  check_command_parts(agent, diagnostics);
  return agent;
}

AgentSpec fill_in(const AgentText& text, const Node& node, Diagnostics& diagnostics) {
  AgentSpec spec;
  spec.none = text.none;
  if (text.none) return spec;
  spec.local = text.local;
  spec.push = text.push;
  spec.keep = text.keep;
  spec.sudo = text.sudo;
  const auto host = text.host ? filled(*text.host, node, node.name) : node.name;
  // A name that is wrong as a host is wrong as a name, and told as that.
  if (text.host && !check_host(host, *text.host_at, diagnostics)) return spec;
  std::size_t bytes = 0;
  for (const auto& word : text.command) {
    if (bytes > command_bytes_max) break;
    const bool uses_address = word.find("{address}") != std::string::npos;
    if (uses_address && node.address.is_auto() && text.command_at != nullptr) {
      diagnostics.add(
          text.command_at->at,
          "agent.command uses {address}, which is auto for " + in_quotes(node.name) +
              "; use {host}, or give the address"
      );
    }
    spec.command.push_back(filled(word, node, host));
    bytes += spec.command.back().size();
  }
  if (bytes > command_bytes_max && text.command_at != nullptr) {
    diagnostics.add(
        text.command_at->at,
        "agent.command is too long; " + std::to_string(command_bytes_max) + " bytes are the most"
    );
  }
  return spec;
}

}  // namespace oakprobe::inventory
