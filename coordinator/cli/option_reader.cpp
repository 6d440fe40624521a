#include "coordinator/cli/option_reader.hpp"

#include "base/near_miss.hpp"
#include "base/parse_number.hpp"

#include <algorithm>

namespace oakprobe::cli {
namespace {

namespace po = boost::program_options;

// "--jsn" is not "--json" by chance: options are spelled out, and bundled letters mean nothing.
constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing &
                      ~po::command_line_style::allow_sticky;

std::string suggestion(const po::options_description& options, std::string word) {
  word.erase(0, word.find_first_not_of('-'));
  std::vector<std::string_view> names;
  for (const auto& option : options.options()) names.emplace_back(option->long_name());
  const auto near = nearest(word, names);
  return near.empty() ? "" : "; did you mean --" + std::string(near) + "?";
}

// The library takes the next option for the value; nobody means a file of that name.
void refuse_option(const std::string& name, const std::string& value) {
  if (value.starts_with("--")) throw WrongUsage("--" + name + " needs a value before " + value);
}

}  // namespace

OptionReader::OptionReader(
    const std::string& command,
    const po::options_description& options,
    std::span<const std::string> arguments
)
    : command_(command) {
  po::options_description all(options);
  all.add_options()("argument", po::value<std::vector<std::string>>());
  po::positional_options_description positions;
  positions.add("argument", -1);
  try {
    po::command_line_parser parser({arguments.begin(), arguments.end()});
    po::store(parser.options(all).positional(positions).style(style).run(), values_);
  } catch (const po::unknown_option& error) {
    throw WrongUsage(
        "unknown option " + error.get_option_name() + suggestion(options, error.get_option_name())
    );
  } catch (const po::multiple_occurrences& error) {
    throw WrongUsage(error.get_option_name() + " is given twice");
  } catch (const po::error& error) {
    throw WrongUsage(error.what());
  }
  for (const auto& [name, value] : values_) {
    if (name == "argument") continue;
    if (const auto* one = boost::any_cast<std::string>(&value.value())) refuse_option(name, *one);
    if (const auto* several = boost::any_cast<std::vector<std::string>>(&value.value()))
      for (const std::string& each : *several) refuse_option(name, each);
  }
}

bool OptionReader::has(const std::string& name) const { return values_.count(name) > 0; }

std::optional<std::string> OptionReader::text(const std::string& name) const {
  if (!has(name)) return std::nullopt;
  auto value = values_[name].as<std::string>();
  if (value.empty()) throw WrongUsage("--" + name + " has an empty value");
  return value;
}

std::vector<std::string> OptionReader::texts(const std::string& name) const {
  return has(name) ? values_[name].as<std::vector<std::string>>() : std::vector<std::string>();
}

std::uint32_t OptionReader::number(
    const std::string& name, std::uint32_t least, std::uint32_t most, std::uint32_t otherwise
) const {
  const auto written = text(name);
  if (!written) return otherwise;
  const auto value = parse_number<std::uint32_t>(*written);
  if (!value || *value < least || *value > most) {
    throw WrongUsage(
        "--" + name + " is a number from " + std::to_string(least) + " to " + std::to_string(most) +
        ", not '" + *written + "'"
    );
  }
  return *value;
}

std::string OptionReader::file(const std::string& kind) const {
  const auto arguments = texts("argument");
  if (arguments.empty() || arguments.front().empty()) {
    throw WrongUsage(
        "which " + kind + "? Give a file, or - for standard input (oakprobe " + command_ +
        " --help)"
    );
  }
  if (arguments.size() > 1) {
    throw WrongUsage("one " + kind + " at a time; '" + arguments[1] + "' is one argument too many");
  }
  return arguments.front();
}

std::tuple<std::string, std::string, std::string> OptionReader::inventory_and_pair() const {
  const auto arguments = texts("argument");
  const bool whole = arguments.size() == 3 && std::ranges::none_of(arguments, &std::string::empty);
  if (!whole) {
    throw WrongUsage(
        "write: oakprobe " + command_ + " INVENTORY SOURCE TARGET, with two nodes' names"
    );
  }
  return {arguments[0], arguments[1], arguments[2]};
}

}  // namespace oakprobe::cli
