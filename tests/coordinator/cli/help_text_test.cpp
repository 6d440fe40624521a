#include "coordinator/cli/help_text.hpp"

#include "coordinator/page/report_cards.hpp"
#include "parsed_line.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace oakprobe::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(CommandLine, HelpNamesTheLimitsAndDefaults) {
  const auto row = [](const std::string& option, std::uint64_t most, std::uint64_t usual) {
    return option + ", 1 to " + std::to_string(most) + " (" + std::to_string(usual) + ")";
  };
  for (const std::string& help : {check_help(), explain_help()})
    for (const std::string& text :
         {row("attempts for each path", evidence::attempts_max, attempts_default),
          row("of one attempt", timeout_ms_max, timeout_ms_default),
          row("of all agents", flows_per_second_fleet_max, flows_per_second_fleet_default),
          row("started at a time", agents_at_once_max, agents_at_once_default)})
      EXPECT_THAT(help, testing::HasSubstr(text));
}

TEST(CommandLine, HelpHasEachFormOfAReport) {
  for (const page::ReportCard& card : page::report_cards) {
    const std::string option = "\n  --" + std::string(name_of(card.format)) + " FILE ";
    EXPECT_THAT(check_help(), HasSubstr(option));
    EXPECT_THAT(report_help(), HasSubstr(option));
    EXPECT_EQ(explain_help().find(option) != std::string::npos, card.of_a_pair) << option;
  }
  EXPECT_THAT(
      check_help(),
      HasSubstr(
          "\n  --junit FILE       the report for CI, as JUnit XML: what --fail-on lists is a\n"
          "                     failure, what is unknown an error\n"
      )
  );
}

TEST(CommandLine, HelpIsNoWiderThanATerminal) {
  for (const std::string& help : {check_help(), explain_help(), report_help()}) {
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST(CommandLine, HelpIsAtHandEverywhere) {
  for (const auto* line :
       {"--help",
        "-h",
        "help",
        "check --help",
        "check -h",
        "check x --help",
        "plan --help",
        "report --help",
        "audit --help",
        "inventory --help",
        "inventory validate --help",
        "validate --help",
        "history --help",
        "diff --help"}) {
    const auto text = parse_as<HelpText>(line).text;
    EXPECT_THAT(text, StartsWith("oakprobe")) << line;
    std::istringstream lines(text);
    for (std::string each; std::getline(lines, each);) EXPECT_LE(each.size(), 80U) << each;
  }
  EXPECT_THAT(parse_as<HelpText>("--version").text, StartsWith("oakprobe "));
}

}  // namespace
}  // namespace oakprobe::cli
