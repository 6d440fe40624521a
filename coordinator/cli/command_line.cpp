#include "coordinator/cli/command_line.hpp"

#include "base/near_miss.hpp"
#include "coordinator/cli/audit_options.hpp"
#include "coordinator/cli/fail_on.hpp"
#include "coordinator/cli/firewall_command.hpp"
#include "coordinator/cli/help_text.hpp"
#include "coordinator/cli/history_options.hpp"
#include "coordinator/cli/option_reader.hpp"
#include "coordinator/cli/plan_options.hpp"
#include "coordinator/cli/probing_options.hpp"
#include "coordinator/cli/report_options.hpp"
#include "coordinator/cli/serve_options.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

namespace oakprobe::cli {
namespace {

namespace po = boost::program_options;

constexpr std::array<std::string_view, 11> commands{
    "check",
    "audit",
    "explain",
    "plan",
    "firewall",
    "report",
    "inventory",
    "validate",
    "history",
    "diff",
    "serve"};

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
  return options;
}

app::NamedSelection read_selection(const OptionReader& reader) {
  return {
      reader.has("all-flows"),
      reader.has("documented-only"),
      reader.texts("flow"),
      reader.texts("source"),
      reader.texts("target"),
  };
}

std::optional<diagnosis::PathList> read_paths(const OptionReader& reader) {
  const auto word = reader.text("paths");
  if (!word) return std::nullopt;
  if (*word == "all") return diagnosis::PathList::all;
  if (*word == "failed") return diagnosis::PathList::failed;
  throw WrongUsage("--paths is all or failed, not '" + *word + "'");
}

void add_display_options(po::options_description& options) {
  options.add_options()("no-color", "")("verbose", "");
}

void read_display(const OptionReader& reader, TellingOptions& options) {
  options.no_color = reader.has("no-color");
  options.verbose = reader.has("verbose");
}

void add_matrix_options(po::options_description& options) {
  options.add_options()("quiet", "")("by-flow", "")("rtt", "");
}

void read_matrix(const OptionReader& reader, TellingOptions& options) {
  options.by_flow = reader.has("by-flow");
  options.round_trips = reader.has("rtt");
  options.quiet = reader.has("quiet");
  if (options.quiet && options.verbose)
    throw WrongUsage("--quiet prints nothing and --verbose tells all: leave one away");
}

void set_inventory(CheckOptions& options, std::string file) {
  if (file != "-") options.request.deployment = file;
  options.inventory = std::move(file);
}

// --only-failed FILE.json, --only-failed last, and --only-failed alone: what follows it may be the
// inventory.
std::vector<std::string> with_reports(std::vector<std::string> arguments) {
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] != "--only-failed") continue;
    const bool named = at + 1 < arguments.size() &&
                       (arguments[at + 1] == "last" || arguments[at + 1].ends_with(".json"));
    arguments[at] += "=" + (named ? arguments[at + 1] : std::string("last"));
    if (named) arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  return arguments;
}

Command parse_check(std::span<const std::string> arguments) {
  auto known = selection_options();
  add_report_options(known, ReportsOf::check);
  add_probing_options(known);
  add_display_options(known);
  known.add_options()("fail-on", po::value<std::string>())("paths", po::value<std::string>());
  add_matrix_options(known);
  known.add_options()("history", po::value<std::string>())("wait", po::value<std::string>());
  known.add_options()("metric-paths", po::value<std::string>());
  add_plan_options(known);
  known.add_options()("only-failed", po::value<std::string>())("trace-firewall", "");
  const OptionReader reader("check", known, with_reports(with_whole_plans(arguments)));
  if (reader.has("help")) return HelpText{check_help()};

  CheckOptions options;
  set_inventory(options, reader.inventory());
  options.selection = read_selection(reader);
  options.request.plan = read_plan(reader);
  options.reports = read_reports(reader, ReportsOf::check);
  read_probing(reader, options.request);
  read_display(reader, options);
  options.request.trace_firewall = reader.has("trace-firewall");
  options.wait = read_duration(reader, "wait");
  if (options.wait && options.request.plan.kind == plans::PlanKind::rotate)
    throw WrongUsage("--wait looks at the same paths again; --plan rotate tries others each time");
  options.request.paths = read_paths(reader);
  read_matrix(reader, options);
  options.history = reader.text("history");
  options.only_failed = reader.text("only-failed");
  options.metric_paths = reader.number("metric-paths", 0, 10'000, 200);
  if (const auto list = reader.text("fail-on")) options.request.fail_on = parse_fail_on(*list);
  return options;
}

Command parse_audit(std::span<const std::string> arguments) {
  auto known = selection_options();
  add_probing_options(known);
  add_plan_options(known);
  add_audit_options(known);
  known.add_options()("fail-on", po::value<std::string>())("log-format", po::value<std::string>());
  const OptionReader reader("audit", known, with_endpoints(with_whole_plans(arguments), "--serve"));
  if (reader.has("help")) return HelpText{std::string(audit_help())};

  AuditOptions options;
  options.inventory = reader.inventory();
  app::CheckRequest& check = options.request.check;
  if (options.inventory != "-") check.deployment = options.inventory;
  options.selection = read_selection(reader);
  check.plan = read_plan(reader);
  read_probing(reader, check);
  read_audit_options(reader, options.request);
  options.places = read_audit_places(reader);
  options.page = read_serve_request(reader, "serve");
  if (const auto list = reader.text("fail-on")) check.fail_on = parse_fail_on(*list);
  const auto format = reader.text("log-format").value_or("text");
  const auto known_format = value_named<LogFormat>(format);
  if (!known_format) throw WrongUsage("--log-format is text or json, not '" + format + "'");
  options.log_format = *known_format;
  return options;
}

Command parse_explain(std::span<const std::string> arguments) {
  auto known = base_options();
  add_probing_options(known);
  add_display_options(known);
  add_report_options(known, ReportsOf::pair);
  known.add_options()("fix", "")("trace-firewall", "");
  const OptionReader reader("explain", known, arguments);
  if (reader.has("help")) return HelpText{explain_help()};
  ExplainOptions options;
  std::string inventory;
  std::tie(inventory, options.source, options.target) = reader.inventory_and_pair();
  set_inventory(options.check, std::move(inventory));
  options.check.reports = read_reports(reader, ReportsOf::pair);
  read_probing(reader, options.check.request);
  options.check.request.trace_firewall = reader.has("trace-firewall");
  read_display(reader, options.check);
  options.only_fix = reader.has("fix");
  return options;
}

Command parse_plan(std::span<const std::string> arguments) {
  auto known = selection_options();
  known.add_options()("all", "")("json", po::value<std::string>());
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

// "--path A B" is one option with two words.
std::vector<std::string> with_whole_pair(std::span<const std::string> arguments) {
  std::vector<std::string> whole(arguments.begin(), arguments.end());
  const auto pair = std::ranges::find(whole, "--path");
  if (whole.end() - pair < 3 || (pair + 2)->starts_with("--")) return whole;
  *(pair + 1) += " " + *(pair + 2);
  whole.erase(pair + 2);
  return whole;
}

Command parse_report(std::span<const std::string> arguments) {
  auto known = base_options();
  add_report_options(known, ReportsOf::check);
  add_display_options(known);
  add_matrix_options(known);
  known.add_options(
  )("path", po::value<std::string>())("node", po::value<std::string>())("fix", "");
  const OptionReader reader("report", known, with_whole_pair(arguments));
  if (reader.has("help")) return HelpText{report_help()};
  ReportOptions options;
  options.file = reader.file("report");
  options.reports = read_reports(reader, ReportsOf::check);
  read_display(reader, options);
  read_matrix(reader, options);
  options.node = reader.text("node");
  if (const auto pair = reader.text("path")) {
    const std::size_t blank = pair->find(' ');
    if (blank == std::string::npos)
      throw WrongUsage("--path takes two nodes' names: --path SOURCE TARGET");
    options.path.emplace(pair->substr(0, blank), pair->substr(blank + 1));
  }
  if (options.path && options.node)
    throw WrongUsage("--path and --node say what to print: leave one away");
  options.only_fix = reader.has("fix");
  if (options.only_fix && !options.path) throw WrongUsage("--fix goes with --path SOURCE TARGET");
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
  if (command == "audit") return parse_audit(rest);
  if (command == "explain") return parse_explain(rest);
  if (command == "plan") return parse_plan(rest);
  if (command == "firewall") return parse_firewall(rest);
  if (command == "report") return parse_report(rest);
  if (command == "inventory") return parse_inventory_command(rest);
  if (command == "history") return parse_history(rest);
  if (command == "diff") return parse_difference(rest);
  if (command == "serve") return parse_serve(rest);
  if (command == "validate") return parse_validate(rest);  // there is nothing else to validate
  if (command == "--help" || command == "-h" || command == "help") {
    return HelpText{std::string(general_help())};
  }
  if (command == "--version") return HelpText{"oakprobe " OAKPROBE_VERSION "\n"};
  // Of a later version: better told so than called unknown.
  if (command == "deploy") throw WrongUsage("oakprobe deploy is not available in this version");
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
