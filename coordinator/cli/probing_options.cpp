#include "coordinator/cli/probing_options.hpp"

#include "base/limits.hpp"
#include "base/printable.hpp"
#include "evidence/attempt_set.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace oakprobe::cli {
namespace {

constexpr std::size_t user_bytes_max = 64;

wire::ListenPolicy read_listen(const OptionReader& reader) {
  const auto word = reader.text("listen").value_or("auto");
  if (word == "auto") return wire::ListenPolicy::automatic;
  if (word == "never") return wire::ListenPolicy::never;
  if (word == "always") return wire::ListenPolicy::always;
  throw WrongUsage("--listen is auto, never or always, not '" + word + "'");
}

std::optional<inventory::Sudo> read_sudo(const OptionReader& reader) {
  const auto word = reader.text("sudo");
  if (!word) return std::nullopt;
  if (const auto sudo = value_named<inventory::Sudo>(*word)) return sudo;
  throw WrongUsage("--sudo is none, nopasswd or ask, not " + in_quotes(*word));
}

// It becomes a word of ssh's command line.
std::optional<std::string> read_user(const OptionReader& reader) {
  const auto user = reader.text("user");
  const bool fits = !user || (!user->empty() && user->size() <= user_bytes_max &&
                              !user->starts_with('-') && user->find('@') == user->npos);
  if (!fits)
    throw WrongUsage("--user is the name that ssh logs in as, such as pi; not " + in_quotes(*user));
  return user;
}

}  // namespace

void add_probing_options(boost::program_options::options_description& options) {
  const auto word = [] { return boost::program_options::value<std::string>(); };
  options.add_options()("attempts", word())("timeout", word())("rate", word());
  options.add_options()("listen", word())("observe", "");
  add_agent_options(options);
}

void add_agent_options(boost::program_options::options_description& options) {
  const auto word = [] { return boost::program_options::value<std::string>(); };
  options.add_options()("agents-at-once", word())("push", "")("sudo", word())("user", word());
}

std::span<const char* const> agent_option_names() {
  static constexpr std::array names{"agents-at-once", "push", "sudo", "user"};
  return names;
}

app::AgentOptions read_agent_options(const OptionReader& reader) {
  app::AgentOptions options;
  options.push = reader.has("push");
  options.sudo = read_sudo(reader);
  options.user = read_user(reader);
  return options;
}

std::uint32_t read_agents_at_once(const OptionReader& reader) {
  return reader.number("agents-at-once", 1, agents_at_once_max, agents_at_once_default);
}

void read_probing(const OptionReader& reader, app::CheckRequest& request) {
  request.attempts = reader.number("attempts", 1, evidence::attempts_max, request.attempts);
  request.timeout =
      std::chrono::milliseconds(reader.number("timeout", 1, timeout_ms_max, timeout_ms_default));
  request.rate = reader.number("rate", 1, flows_per_second_fleet_max, request.rate);
  request.agents_at_once = read_agents_at_once(reader);
  request.listen = read_listen(reader);
  request.observe = reader.has("observe");
  if (request.observe) {
    if (request.listen == wire::ListenPolicy::always) {
      throw WrongUsage("--observe listens on nothing; leave '--listen always' away");
    }
    request.listen = wire::ListenPolicy::never;
  }
  request.agents = read_agent_options(reader);
}

}  // namespace oakprobe::cli
