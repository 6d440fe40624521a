#include "coordinator/cli/command_line.hpp"

#include "base/near_miss.hpp"
#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "coordinator/cli/fail_on.hpp"
#include "coordinator/cli/help_text.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace oakprobe::cli {
namespace {

namespace po = boost::program_options;

constexpr std::uint32_t slots_max = 1'000'000;
constexpr std::size_t user_bytes_max = 64;

// Commands of later versions: better told so than called unknown.
constexpr std::array<std::string_view, 6> later_commands{
    "firewall", "audit", "history", "diff", "serve", "deploy"};
constexpr std::array<std::string_view, 5> commands{
    "check", "explain", "plan", "inventory", "validate"};

po::options_description base_options() {
  po::options_description options;
  options.add_options()("help,h", "");
  return options;
}

po::options_description selection_options() {
  auto options = base_options();
  const auto words = [] { return po::value<std::vector<std::string>>(); };
  options.add_options()("flow", words())("source", words())("target", words());
  options.add_options()("all-flows", "")("documented-only", "");
  options.add_options()("json", po::value<std::string>());
  return options;
}

SelectionOptions read_selection(const OptionReader& reader) {
  return {
      reader.has("all-flows"),
      reader.has("documented-only"),
      reader.texts("flow"),
      reader.texts("source"),
      reader.texts("target"),
  };
}

wire::ListenPolicy read_listen(const OptionReader& reader) {
  const auto word = reader.text("listen").value_or("auto");
  if (word == "auto") return wire::ListenPolicy::automatic;
  if (word == "never") return wire::ListenPolicy::never;
  if (word == "always") return wire::ListenPolicy::always;
  throw WrongUsage("--listen is auto, never or always, not '" + word + "'");
}

std::optional<diagnosis::PathList> read_paths(const OptionReader& reader) {
  const auto word = reader.text("paths");
  if (!word) return std::nullopt;
  if (*word == "all") return diagnosis::PathList::all;
  if (*word == "failed") return diagnosis::PathList::failed;
  throw WrongUsage("--paths is all or failed, not '" + *word + "'");
}

// "--plan rotate K" is one option of two words.
std::vector<std::string> with_whole_plans(std::span<const std::string> arguments) {
  std::vector<std::string> whole(arguments.begin(), arguments.end());
  for (std::size_t at = 0; at + 1 < whole.size(); ++at) {
    const bool apart = whole[at] == "--plan" && whole[at + 1] == "rotate" && at + 2 < whole.size();
    const std::size_t number = apart ? at + 2 : at + 1;
    if (!apart && whole[at] != "--plan=rotate") continue;
    if (whole[number].empty() || whole[number].find_first_not_of("0123456789") != std::string::npos)
      continue;
    whole[at] = "--plan=rotate " + whole[number];
    whole.erase(
        whole.begin() + static_cast<std::ptrdiff_t>(at) + 1,
        whole.begin() + static_cast<std::ptrdiff_t>(number) + 1
    );
  }
  return whole;
}

void add_plan_options(po::options_description& options) {
  const auto word = [] { return po::value<std::string>(); };
  options.add_options()("plan", word())("state", word());
}

PlanChoice read_plan(const OptionReader& reader) {
  constexpr std::string_view rotate = "rotate ";
  PlanChoice choice;
  choice.inventory = reader.inventory();
  choice.state = reader.text("state");
  const std::string word = reader.text("plan").value_or("");
  if (word == "full") choice.kind = plans::PlanKind::full;
  if (word == "cover") choice.kind = plans::PlanKind::cover;
  if (word.starts_with(rotate)) {
    choice.kind = plans::PlanKind::rotate;
    const std::string_view number = std::string_view(word).substr(rotate.size());
    choice.slots = parse_number<std::uint32_t>(number).value_or(0);
    if (choice.slots == 0 || choice.slots > slots_max)
      throw WrongUsage(
          "--plan rotate K tries K slots of the rotation a run, 1 to " + std::to_string(slots_max)
      );
  }
  if (!word.empty() && !choice.kind)
    throw WrongUsage("--plan is full, cover or rotate K, not '" + word + "'");
  if (choice.state && choice.kind != plans::PlanKind::rotate)
    throw WrongUsage("--state is where --plan rotate K keeps how far it came");
  const bool chooses = reader.has("source") || reader.has("target");
  if (chooses && choice.kind && *choice.kind != plans::PlanKind::full)
    throw WrongUsage(
        "--source and --target say what to check; --plan " + std::string(to_string(*choice.kind)) +
        " chooses for itself"
    );
  return choice;
}

void check_report_files(const CheckOptions& options) {
  std::vector<std::string> names;
  for (const auto* file : {&options.json, &options.markdown, &options.junit, &options.html}) {
    if (*file) names.push_back(**file);
  }
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) {
    throw WrongUsage(
        *twice == "-" ? "only one report can go to standard output ('-')"
                      : "two reports cannot go to the same file, " + *twice
    );
  }
}

// How to check; the same for every command that does.
po::options_description probing_options() {
  po::options_description options;
  const auto word = [] { return po::value<std::string>(); };
  options.add_options()("attempts", word())("timeout", word())("rate", word());
  options.add_options()("agents-at-once", word())("listen", word())("observe", "");
  options.add_options()("push", "")("sudo", word())("user", word());
  options.add_options()("no-color", "")("verbose", "");
  return options;
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

void read_probing(const OptionReader& reader, CheckOptions& options) {
  options.attempts = reader.number("attempts", 1, evidence::attempts_max, options.attempts);
  options.timeout =
      std::chrono::milliseconds(reader.number("timeout", 1, timeout_ms_max, timeout_ms_default));
  options.rate = reader.number("rate", 1, flows_per_second_fleet_max, options.rate);
  options.agents_at_once =
      reader.number("agents-at-once", 1, agents_at_once_max, options.agents_at_once);
  options.listen = read_listen(reader);
  options.observe = reader.has("observe");
  if (options.observe) {
    if (options.listen == wire::ListenPolicy::always) {
      throw WrongUsage("--observe listens on nothing; leave '--listen always' away");
    }
    options.listen = wire::ListenPolicy::never;
  }
  options.push = reader.has("push");
  options.sudo = read_sudo(reader);
  options.user = read_user(reader);
  options.no_color = reader.has("no-color");
  options.verbose = reader.has("verbose");
}

Command parse_check(std::span<const std::string> arguments) {
  auto known = selection_options();
  known.add(probing_options());
  const auto word = [] { return po::value<std::string>(); };
  known.add_options()("markdown", word())("junit", word())("html", word())("fail-on", word());
  known.add_options()("paths", word())("quiet", "")("by-flow", "")("rtt", "");
  add_plan_options(known);
  const OptionReader reader("check", known, with_whole_plans(arguments));
  if (reader.has("help")) return HelpText{std::string(check_help())};

  CheckOptions options;
  options.inventory = reader.inventory();
  options.selection = read_selection(reader);
  options.plan = read_plan(reader);
  options.json = reader.text("json");
  options.markdown = reader.text("markdown");
  options.junit = reader.text("junit");
  options.html = reader.text("html");
  check_report_files(options);
  read_probing(reader, options);
  options.paths = read_paths(reader);
  options.by_flow = reader.has("by-flow");
  options.round_trips = reader.has("rtt");
  options.quiet = reader.has("quiet");
  if (options.quiet && options.verbose)
    throw WrongUsage("--quiet prints nothing and --verbose tells all: leave one away");
  if (const auto list = reader.text("fail-on")) options.fail_on = parse_fail_on(*list);
  return options;
}

Command parse_explain(std::span<const std::string> arguments) {
  auto known = base_options();
  known.add(probing_options());
  known.add_options()("json", po::value<std::string>())("markdown", po::value<std::string>());
  const OptionReader reader("explain", known, arguments);
  if (reader.has("help")) return HelpText{std::string(explain_help())};
  ExplainOptions options;
  std::tie(options.check.inventory, options.source, options.target) = reader.inventory_and_pair();
  options.check.selection.all_flows = true;
  options.check.selection.sources = {options.source, options.target};
  options.check.json = reader.text("json");
  options.check.markdown = reader.text("markdown");
  check_report_files(options.check);
  read_probing(reader, options.check);
  return options;
}

Command parse_plan(std::span<const std::string> arguments) {
  auto known = selection_options();
  known.add_options()("all", "");
  add_plan_options(known);
  const OptionReader reader("plan", known, with_whole_plans(arguments));
  if (reader.has("help")) return HelpText{std::string(plan_help())};
  PlanOptions options;
  options.inventory = reader.inventory();
  options.selection = read_selection(reader);
  options.plan = read_plan(reader);
  options.json = reader.text("json");
  options.all = reader.has("all");
  return options;
}

Command parse_validate(std::span<const std::string> arguments) {
  const OptionReader reader("inventory validate", base_options(), arguments);
  if (reader.has("help")) return HelpText{std::string(validate_help())};
  return ValidateOptions{reader.inventory()};
}

Command parse_inventory_command(std::span<const std::string> arguments) {
  const bool asks = !arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h");
  if (asks) return HelpText{std::string(validate_help())};
  if (arguments.empty() || arguments[0] != "validate") {
    if (!arguments.empty() && arguments[0] == "import") {
      throw WrongUsage("oakprobe inventory import is not available in this version");
    }
    throw WrongUsage("write: oakprobe inventory validate INVENTORY");
  }
  return parse_validate(arguments.subspan(1));
}

Command parse(std::span<const std::string> arguments) {
  if (arguments.empty()) throw WrongUsage("which command? oakprobe --help lists them");
  const std::string& command = arguments.front();
  const auto rest = arguments.subspan(1);
  if (command == "check") return parse_check(rest);
  if (command == "explain") return parse_explain(rest);
  if (command == "plan") return parse_plan(rest);
  if (command == "inventory") return parse_inventory_command(rest);
  if (command == "validate") return parse_validate(rest);  // there is nothing else to validate
  if (command == "--help" || command == "-h" || command == "help") {
    return HelpText{std::string(general_help())};
  }
  if (command == "--version") return HelpText{"oakprobe " OAKPROBE_VERSION "\n"};
  if (std::ranges::find(later_commands, command) != later_commands.end()) {
    throw WrongUsage("oakprobe " + command + " is not available in this version");
  }
  const auto near = nearest(command, commands);
  const auto hint = near.empty() ? std::string("oakprobe --help lists the commands")
                                 : "did you mean " + std::string(near) + "?";
  throw WrongUsage("unknown command '" + command + "'; " + hint);
}

}  // namespace

Command parse_command_line(std::span<const std::string> arguments) {
  try {
    return parse(arguments);
  } catch (const WrongUsage& error) {
    return UsageError{error.what()};
  }
}

}  // namespace oakprobe::cli
