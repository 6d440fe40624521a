#include "coordinator/cli/history_options.hpp"

#include "base/moment.hpp"
#include "coordinator/cli/help_text.hpp"
#include "coordinator/cli/option_reader.hpp"
#include "coordinator/history/runs.hpp"

#include <initializer_list>

namespace oakprobe::cli {
namespace {

namespace po = boost::program_options;

po::options_description options_named(std::initializer_list<const char*> names) {
  po::options_description options;
  options.add_options()("help,h", "")("json", "");
  for (const char* const name : names) options.add_options()(name, po::value<std::string>());
  return options;
}

// A time, as it was written.
std::optional<std::string> read_time(const OptionReader& reader, const char* name) {
  auto text = reader.text(name);
  if (text && !parse_moment(*text, UtcSeconds(0)))
    throw WrongUsage(
        "--" + std::string(name) + " is a time, 2026-11-30T07:51:40Z, or 2h, 3d for so long ago," +
        " not '" + *text + "'"
    );
  return text;
}

}  // namespace

Command parse_history(std::span<const std::string> arguments) {
  auto known = options_named({"history", "inventory", "flow", "node", "since", "until", "limit"});
  known.add_options()("path", po::value<std::vector<std::string>>()->multitoken());
  const OptionReader reader("history", known, arguments);
  if (reader.has("help")) return HelpText{std::string(history_help())};
  if (reader.has("argument"))
    throw WrongUsage(
        "oakprobe history takes options only; --inventory FILE chooses whose runs (oakprobe "
        "history --help)"
    );
  HistoryOptions options;
  app::HistoryRequest& request = options.request;
  request.place = reader.text("history");
  request.inventory = reader.text("inventory");
  request.flow = reader.text("flow");
  request.node = reader.text("node");
  request.since = read_time(reader, "since");
  request.until = read_time(reader, "until");
  if (reader.has("limit"))
    request.limit = reader.number("limit", 1, std::uint32_t{history::runs_listed_max}, 0);
  options.json = reader.has("json");
  const auto path = reader.texts("path");
  if (reader.has("path")) {
    if (path.size() != 2 || path[0].empty() || path[1].empty())
      throw WrongUsage("--path is followed by two nodes' names: --path W1 W2");
    request.path = {path[0], path[1]};
  }
  if (request.path && request.node) throw WrongUsage("ask for --path or for --node, not for both");
  if (request.flow && !request.path) throw WrongUsage("--flow is of a path: add --path W1 W2");
  return options;
}

Command parse_difference(std::span<const std::string> arguments) {
  const auto known = options_named({"history", "inventory", "baseline"});
  const OptionReader reader("diff", known, arguments);
  if (reader.has("help")) return HelpText{std::string(difference_help())};
  DifferenceOptions options;
  app::DifferenceRequest& request = options.request;
  request.place = reader.text("history");
  request.inventory = reader.text("inventory");
  request.baseline = reader.text("baseline");
  options.json = reader.has("json");
  const auto runs = reader.texts("argument");
  if (runs.size() > 2)
    throw WrongUsage("two runs are compared; '" + runs[2] + "' is one argument too many");
  for (const std::string& run : runs)
    if (run.empty()) throw WrongUsage("a run has an empty name (oakprobe diff --help)");
  if (!runs.empty()) request.before = runs[0];
  if (runs.size() > 1) request.after = runs[1];
  return options;
}

}  // namespace oakprobe::cli
