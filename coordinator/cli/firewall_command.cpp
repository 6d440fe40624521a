#include "coordinator/cli/firewall_command.hpp"

#include "base/listing.hpp"
#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "coordinator/app/compare_firewalls.hpp"
#include "coordinator/app/load_inventory.hpp"
#include "coordinator/cli/comparison_display.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/help_text.hpp"
#include "coordinator/cli/option_reader.hpp"
#include "coordinator/cli/probing_options.hpp"
#include "coordinator/cli/write_text.hpp"

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

namespace oakprobe::cli {
namespace {

namespace po = boost::program_options;

// "203.0.113.5", "203.0.113.0/24". ufw knows its own rules again by the network alone, so that the
// host's bits must not stand in them.
IpPrefix read_block(const std::string& text) {
  if (const auto block = parse_ip_prefix(text)) {
    if (block->length == 0)
      throw WrongUsage(
          "--ssh-from " + in_quotes(text) +
          " is any address: leave --ssh-from away: it is from anywhere then"
      );
    return network_of(*block);
  }
  const auto address = parse_ip_address(text);
  if (!address)
    throw WrongUsage("--ssh-from is an address or a block of them, not " + in_quotes(text));
  return {*address, static_cast<std::uint8_t>(address->is_v4() ? 32 : 128)};
}

firewall::SshKept read_ssh(const OptionReader& reader) {
  firewall::SshKept kept;
  for (const std::string& text : reader.texts("ssh-port")) {
    const auto port = parse_number<std::uint16_t>(text);
    if (!port || *port == 0) throw WrongUsage("--ssh-port is a port, not " + in_quotes(text));
    kept.ports.push_back(*port);
  }
  for (const std::string& text : reader.texts("ssh-from")) kept.from.push_back(read_block(text));
  return kept;
}

firewall::Format read_format(const OptionReader& reader) {
  const std::string word = reader.text("format").value_or("table");
  const auto format = value_named<firewall::Format>(word);
  if (format) return *format;
  throw WrongUsage(
      "--format is one of " + join(all_names<firewall::Format>) + ", not " + in_quotes(word)
  );
}

// A file, or a table, has all of its own.
void complain_of(const std::vector<std::string>& doubts) {
  constexpr std::size_t told_max = 8;
  const std::size_t told = std::min(doubts.size(), told_max);
  for (std::size_t at = 0; at < told; ++at) complain(doubts[at]);
  if (doubts.size() > told)
    complain("and " + std::to_string(doubts.size() - told) + " more, which stand with the rules");
}

// What is loaded drops all that it does not name.
void refuse_parts(const OptionReader& reader, firewall::Format format) {
  if (format == firewall::Format::table) return;
  for (const char* option : {"flow", "documented-only"})
    if (reader.has(option))
      throw WrongUsage(
          "--" + std::string(option) + " is for a table: what --format " +
          std::string(name_of(format)) +
          " makes drops all that it does not name; leave it away (--all-flows lets in more)"
      );
}

// What starts agents is for --against, which is a table of its own.
void read_against(const OptionReader& reader, FirewallOptions& options) {
  options.against = reader.has("against");
  if (!options.against) {
    for (const char* option : agent_option_names())
      if (reader.has(option))
        throw WrongUsage(
            "--" + std::string(option) + " is for --against: no agent is started else"
        );
    return;
  }
  for (const char* option : {"format", "directory", "for", "flow", "documented-only"})
    if (reader.has(option))
      throw WrongUsage(
          "--against compares all that nodes let in: leave --" + std::string(option) + " away"
      );
  options.agents = read_agent_options(reader);
  options.agents_at_once = read_agents_at_once(reader);
}

int run_against(inventory::Inventory inventory, const FirewallOptions& options) {
  auto engine = app::Engine::start();
  if (!engine) return refuse(engine.error());
  ComparisonDisplay display;
  const auto outcome = app::compare_firewalls(
      **engine,
      std::move(inventory),
      {options.request, options.agents, options.agents_at_once},
      display.watch()
  );
  if (!outcome) return refuse(outcome.error());
  complain_of(outcome->doubts);
  if (!write_text(std::cout, outcome->table) || outcome->interrupted) return exit_oakprobe_failed;
  if (outcome->wrong) return exit_check_failed;
  return outcome->unknown ? exit_unknown : exit_fine;
}

}  // namespace

Command parse_firewall(std::span<const std::string> arguments) {
  po::options_description known;
  const auto word = [] { return po::value<std::string>(); };
  const auto words = [] { return po::value<std::vector<std::string>>(); };
  known.add_options()("help,h", "")("format", word())("node", words())("directory", word());
  known.add_options()("for", word())("force", "")("ssh-port", words())("ssh-from", words());
  known.add_options()("flow", words())("all-flows", "")("documented-only", "");
  known.add_options()("against", "");
  add_agent_options(known);
  const OptionReader reader("firewall", known, arguments);
  if (reader.has("help")) return HelpText{std::string(firewall_help())};

  FirewallOptions options;
  options.inventory = reader.inventory();
  app::FirewallRequest& request = options.request;
  request.selection.all_flows = reader.has("all-flows");
  request.selection.documented_only = reader.has("documented-only");
  request.selection.flows = reader.texts("flow");
  request.selection.targets = reader.texts("node");
  request.ssh = read_ssh(reader);
  request.format = read_format(reader);
  refuse_parts(reader, request.format);
  request.directory = reader.text("directory");
  request.force = reader.has("force");
  if (const auto whom = reader.text("for")) {
    if (*whom != "network-team") throw WrongUsage("--for is network-team, not " + in_quotes(*whom));
    if (request.directory || reader.has("format"))
      throw WrongUsage("--for network-team is one table: leave --format and --directory away");
    request.for_network_team = true;
  }
  read_against(reader, options);
  return options;
}

int run_firewall(const FirewallOptions& options) {
  const auto inventory = app::load_inventory(options.inventory);
  if (!inventory) return refuse(inventory.error());
  tell_doubts(*inventory, options.inventory);
  if (options.against) return run_against(*inventory, options);
  const auto outcome = app::make_firewall(*inventory, options.request);
  if (!outcome) return refuse(outcome.error());
  complain_of(outcome->doubts);
  std::string text = outcome->text;
  if (!outcome->files.empty())
    text = printable(*options.request.directory) + ": " + count_of(outcome->files.size(), "file") +
           "\n";
  return write_text(std::cout, text) ? exit_fine : exit_oakprobe_failed;
}

}  // namespace oakprobe::cli
