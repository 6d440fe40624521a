#include "coordinator/cli/report_options.hpp"

#include "base/described_enum.hpp"
#include "coordinator/page/report_cards.hpp"

#include <boost/algorithm/string/replace.hpp>

#include <algorithm>
#include <string>

namespace oakprobe::cli {
namespace {

template <class Take>
void for_each_format(ReportsOf what, const Take& take) {
  for (const page::ReportCard& card : page::report_cards)
    if (what == ReportsOf::check || card.of_a_pair) take(card, std::string(name_of(card.format)));
}

constexpr std::size_t help_column = 21;

void keep_names_apart(const std::vector<app::NamedReport>& reports) {
  std::vector<std::string> names;
  for (const app::NamedReport& report : reports) names.push_back(report.file);
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) {
    throw WrongUsage(
        *twice == "-" ? "only one report can go to standard output ('-')"
                      : "two reports cannot go to the same file, " + *twice
    );
  }
}

}  // namespace

void add_report_options(boost::program_options::options_description& options, ReportsOf what) {
  for_each_format(what, [&](const page::ReportCard&, const std::string& name) {
    options.add_options()(name.c_str(), boost::program_options::value<std::string>());
  });
}

std::string report_options_help(ReportsOf what) {
  std::string help;
  const std::string next_line = "\n" + std::string(help_column, ' ');
  for_each_format(what, [&](const page::ReportCard& card, const std::string& name) {
    std::string option = "  --" + name + " FILE ";
    if (option.size() < help_column) option.resize(help_column, ' ');
    const std::string words(card.help);
    help += option + boost::algorithm::replace_all_copy(words, "\n", next_line) + "\n";
  });
  return help;
}

std::vector<app::NamedReport> read_reports(const OptionReader& reader, ReportsOf what) {
  std::vector<app::NamedReport> reports;
  for_each_format(what, [&](const page::ReportCard& card, const std::string& name) {
    if (auto file = reader.text(name)) reports.push_back({card.format, std::move(*file)});
  });
  keep_names_apart(reports);
  return reports;
}

std::vector<app::NamedOutput> report_outputs(const std::vector<app::NamedReport>& reports) {
  std::vector<app::NamedOutput> outputs;
  for (const app::NamedReport& report : reports)
    outputs.push_back({"--" + std::string(name_of(report.format)), report.file});
  return outputs;
}

}  // namespace oakprobe::cli
