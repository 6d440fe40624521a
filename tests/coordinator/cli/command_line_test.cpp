#include "coordinator/cli/command_line.hpp"

#include "coordinator/cli/help_text.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace oakprobe::cli {
namespace {

using app::NamedReport;
using app::ReportFormat;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Command parse(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  return parse_command_line(arguments);
}

template <class Options>
Options parse_as(const std::string& line) {
  auto command = parse(line);
  if (const auto* error = std::get_if<UsageError>(&command)) ADD_FAILURE() << error->message;
  const auto* options = std::get_if<Options>(&command);
  EXPECT_NE(options, nullptr) << line;
  return options == nullptr ? Options{} : *options;
}

TEST(CommandLine, ACheckHasItsDefaults) {
  const auto options = parse_as<CheckOptions>("check my.yaml");
  EXPECT_EQ(options.inventory, "my.yaml");
  EXPECT_EQ(options.selection, app::NamedSelection{});
  EXPECT_THAT(options.reports, ElementsAre());
  EXPECT_EQ(options.request.attempts, 3U);
  EXPECT_EQ(options.request.timeout, std::chrono::milliseconds(1000));
  EXPECT_EQ(options.request.rate, 2000U);
  EXPECT_EQ(options.request.agents_at_once, 16U);
  EXPECT_EQ(options.request.listen, wire::ListenPolicy::automatic);
  EXPECT_EQ(options.request.paths, std::nullopt);
  EXPECT_FALSE(
      options.request.observe || options.request.agents.push || options.no_color || options.verbose
  );
  EXPECT_TRUE(options.request.fail_on.blocked && options.request.fail_on.exposed);
  EXPECT_FALSE(options.request.fail_on.degraded || options.request.fail_on.unknown);
  EXPECT_THAT(
      options.request.fail_on.causes, ElementsAre(diagnosis::Cause::mtu, diagnosis::Cause::loss)
  );
}

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
  for (const report::ReportCard& card : report::report_cards) {
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

TEST(CommandLine, SaysHowAgentsAreStarted) {
  const auto plain = parse_as<CheckOptions>("check my.yaml");
  EXPECT_FALSE(plain.request.agents.sudo || plain.request.agents.user || plain.quiet);
  const auto options = parse_as<CheckOptions>("check my.yaml --push --sudo ask --user pi --quiet");
  EXPECT_EQ(options.request.agents.sudo, inventory::Sudo::ask);
  EXPECT_EQ(options.request.agents.user, "pi");
  EXPECT_TRUE(options.quiet);
  const auto explained = parse_as<ExplainOptions>("explain my.yaml a b --sudo nopasswd --user pi");
  EXPECT_EQ(explained.check.request.agents.sudo, inventory::Sudo::nopasswd);
  for (const char* wrong :
       {"--sudo yes", "--user -oProxyCommand=x", "--user me@host", "--quiet --verbose"}) {
    const auto command = parse(std::string("check my.yaml ") + wrong);
    EXPECT_TRUE(std::holds_alternative<UsageError>(command)) << wrong;
  }
}

TEST(CommandLine, EveryFormOfAReportHasItsOption) {
  const auto options =
      parse_as<CheckOptions>("check my.yaml --html h --textfile t --junit u --markdown m --json j");
  EXPECT_THAT(
      options.reports,
      ElementsAre(
          NamedReport{ReportFormat::json, "j"},
          NamedReport{ReportFormat::markdown, "m"},
          NamedReport{ReportFormat::junit, "u"},
          NamedReport{ReportFormat::html, "h"},
          NamedReport{ReportFormat::textfile, "t"}
      )
  );
}

TEST(CommandLine, SeriesOfPathsAreBounded) {
  EXPECT_EQ(parse_as<CheckOptions>("check my.yaml").metric_paths, 200U);
  EXPECT_EQ(parse_as<CheckOptions>("check my.yaml --metric-paths 0").metric_paths, 0U);
  EXPECT_EQ(parse_as<CheckOptions>("check my.yaml --metric-paths 10000").metric_paths, 10'000U);
  EXPECT_TRUE(std::holds_alternative<UsageError>(parse("check my.yaml --metric-paths 10001")));
}

TEST(CommandLine, StandardInputHasNoNameInReports) {
  EXPECT_EQ(parse_as<CheckOptions>("check my.yaml").request.deployment, "my.yaml");
  EXPECT_EQ(parse_as<CheckOptions>("check -").request.deployment, "");
  EXPECT_EQ(parse_as<ExplainOptions>("explain x a b").check.request.deployment, "x");
}

TEST(CommandLine, RoundTripsAreAskedFor) {
  EXPECT_FALSE(parse_as<CheckOptions>("check my.yaml").round_trips);
  EXPECT_TRUE(parse_as<CheckOptions>("check my.yaml --rtt").round_trips);
  EXPECT_TRUE(std::holds_alternative<UsageError>(parse("explain my.yaml w1 w2 --rtt")));
}

TEST(CommandLine, APortOfSshIsKeptBesideTheUsualOne) {
  const auto options = parse_as<FirewallOptions>("firewall my.yaml --ssh-port 2022");
  EXPECT_THAT(options.request.ssh.ports, ElementsAre(22, 2022));
}

TEST(CommandLine, ACheckTakesAllItsOptions) {
  const auto options = parse_as<CheckOptions>(
      "check --flow a --flow=b --source w1 --target w2 --target w3 --all-flows --documented-only "
      "--json - --attempts 32 --timeout=1 --rate 1000000 --agents-at-once 1 --listen always "
      "--fail-on exposed,loss,no-route --no-color --verbose --push --paths failed -"
  );
  EXPECT_EQ(options.request.paths, diagnosis::PathList::failed);
  EXPECT_EQ(options.inventory, "-");
  EXPECT_TRUE(options.request.agents.push);
  EXPECT_EQ(options.selection, (app::NamedSelection{true, true, {"a", "b"}, {"w1"}, {"w2", "w3"}}));
  EXPECT_THAT(options.reports, ElementsAre(NamedReport{ReportFormat::json, "-"}));
  EXPECT_EQ(options.request.attempts, 32U);
  EXPECT_EQ(options.request.timeout, std::chrono::milliseconds(1));
  EXPECT_EQ(options.request.rate, 1'000'000U);
  EXPECT_EQ(options.request.agents_at_once, 1U);
  EXPECT_EQ(options.request.listen, wire::ListenPolicy::always);
  EXPECT_TRUE(options.request.fail_on.exposed);
  EXPECT_FALSE(options.request.fail_on.blocked);
  EXPECT_THAT(
      options.request.fail_on.causes,
      ElementsAre(diagnosis::Cause::loss, diagnosis::Cause::no_route)
  );
  EXPECT_TRUE(options.no_color && options.verbose);
}

TEST(CommandLine, APlanIsChosenInOneWordOrTwo) {
  EXPECT_EQ(parse_as<CheckOptions>("check my.yaml").request.plan.kind, std::nullopt);
  EXPECT_EQ(
      parse_as<CheckOptions>("check --plan full my.yaml").request.plan.kind, plans::PlanKind::full
  );
  EXPECT_EQ(
      parse_as<CheckOptions>("check my.yaml --plan=cover").request.plan.kind, plans::PlanKind::cover
  );
  for (const char* line : {
           "check --plan rotate 5 my.yaml --state s.json",
           "check my.yaml --state s.json --plan rotate 5",
           "check my.yaml --plan=rotate 5 --state s.json",
       }) {
    const auto options = parse_as<CheckOptions>(line);
    EXPECT_EQ(options.inventory, "my.yaml") << line;
    EXPECT_EQ(options.request.plan.kind, plans::PlanKind::rotate) << line;
    EXPECT_EQ(options.request.plan.slots, 5U) << line;
    EXPECT_EQ(options.request.plan.state, "s.json") << line;
  }
  EXPECT_EQ(parse_as<PlanOptions>("plan --plan rotate 2 my.yaml").plan.slots, 2U);
}

TEST(CommandLine, ToObserveIsToListenNever) {
  const auto options = parse_as<CheckOptions>("check x --observe");
  EXPECT_TRUE(options.request.observe);
  EXPECT_EQ(options.request.listen, wire::ListenPolicy::never);
  EXPECT_EQ(parse_as<CheckOptions>("check x --listen never").request.observe, false);
  EXPECT_FALSE(options.request.trace_firewall);
  EXPECT_TRUE(parse_as<CheckOptions>("check x --trace-firewall").request.trace_firewall);
  const auto explain = parse_as<ExplainOptions>("explain x a b --trace-firewall");
  EXPECT_TRUE(explain.check.request.trace_firewall);
}

TEST(CommandLine, ExplainIsACheckOfOnePair) {
  const auto options = parse_as<ExplainOptions>("explain x w1 w3 --push --attempts 5");
  EXPECT_EQ(options.check.inventory, "x");
  EXPECT_EQ(options.source, "w1");
  EXPECT_EQ(options.target, "w3");
  EXPECT_EQ(options.check.request.attempts, 5U);
  EXPECT_TRUE(options.check.request.agents.push);
  EXPECT_FALSE(options.only_fix);
  EXPECT_TRUE(parse_as<ExplainOptions>("explain x w1 w3 --fix").only_fix);
  const auto reported = parse_as<ExplainOptions>("explain x w1 w3 --json a --markdown -");
  EXPECT_THAT(
      reported.check.reports,
      ElementsAre(NamedReport{ReportFormat::json, "a"}, NamedReport{ReportFormat::markdown, "-"})
  );
}

TEST(CommandLine, APlanTakesItsOptions) {
  const auto options = parse_as<PlanOptions>("plan x --json y --all --source a --all-flows");
  EXPECT_EQ(options.inventory, "x");
  EXPECT_EQ(options.json, "y");
  EXPECT_TRUE(options.all);
  EXPECT_EQ(options.selection, (app::NamedSelection{true, false, {}, {"a"}, {}}));
}

TEST(CommandLine, AnOldReportIsToldInAnyForm) {
  const auto all = parse_as<ReportOptions>("report a.json --html b --rtt --by-flow --quiet");
  EXPECT_EQ(all.file, "a.json");
  EXPECT_THAT(all.reports, ElementsAre(NamedReport{ReportFormat::html, "b"}));
  EXPECT_TRUE(all.round_trips && all.by_flow && all.quiet && !all.path && !all.node);
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(parse_as<ReportOptions>("report --path w1 w2 a.json").path, Pair("w1", "w2"));
  EXPECT_EQ(parse_as<ReportOptions>("report a.json --path w1 w2 --verbose").path, Pair("w1", "w2"));
  EXPECT_EQ(parse_as<ReportOptions>("report - --node w1").node, "w1");
  EXPECT_TRUE(parse_as<ReportOptions>("report a.json --path w1 w2 --fix").only_fix);
}

TEST(CommandLine, ValidateTakesAnInventory) {
  EXPECT_EQ(parse_as<ValidateOptions>("inventory validate x").inventory, "x");
  EXPECT_EQ(parse_as<ValidateOptions>("validate x").inventory, "x");
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

TEST(CommandLine, AHistoryIsAskedForRunsAPathOrANode) {
  auto history = parse_as<HistoryOptions>("history");
  EXPECT_FALSE(history.json || history.request.place || history.request.path);
  history = parse_as<HistoryOptions>(
      "history --history sqlite:h.db --path w1 w2 --flow a --since 3d --until "
      "2026-11-30T07:51:40Z --json --inventory my.yaml --limit 7"
  );
  EXPECT_EQ(history.request.place, "sqlite:h.db");
  EXPECT_EQ(history.request.path, std::pair(std::string("w1"), std::string("w2")));
  EXPECT_EQ(history.request.flow, "a");
  EXPECT_EQ(history.request.since, "3d");
  EXPECT_EQ(history.request.until, "2026-11-30T07:51:40Z");
  EXPECT_EQ(history.request.inventory, "my.yaml");
  EXPECT_EQ(history.request.limit, 7U);
  EXPECT_TRUE(history.json);
  EXPECT_EQ(parse_as<HistoryOptions>("history --node w3").request.node, "w3");
}

TEST(CommandLine, ADifferenceIsOfTwoRuns) {
  EXPECT_FALSE(parse_as<DifferenceOptions>("diff").request.before);
  const auto difference = parse_as<DifferenceOptions>("diff a b --baseline good --json");
  EXPECT_EQ(difference.request.before, "a");
  EXPECT_EQ(difference.request.after, "b");
  EXPECT_EQ(difference.request.baseline, "good");
  EXPECT_TRUE(difference.json);
}

TEST(CommandLine, ACheckIsStoredWhereItIsTold) {
  EXPECT_EQ(parse_as<CheckOptions>("check x").history, std::nullopt);
  EXPECT_EQ(parse_as<CheckOptions>("check x --history h.db").history, "h.db");
}

TEST(CommandLine, TellsWhatIsWrong) {
  struct {
    const char* line;
    const char* expected;
  } const rows[] = {
      {"", "which command?"},
      {"chek x", "unknown command 'chek'; did you mean check?"},
      {"--verbose", "unknown command '--verbose'"},
      {"validat x", "did you mean validate?"},
      {"validate", "which inventory?"},
      {"history x", "oakprobe history takes options only"},
      {"history --path w1", "--path is followed by two nodes' names"},
      {"history --path w1 w2 w3", "--path is followed by two nodes' names"},
      {"history --path w1 w2 --node w1", "for --path or for --node"},
      {"history --flow a", "--flow is of a path"},
      {"history --since yesterday", "--since is a time"},
      {"history --limit 0", "--limit is a number from 1 to 100000"},
      {"diff a b c", "'c' is one argument too many"},
      {"audit", "which inventory?"},
      {"audit x --every 5", "--every is a whole number and s, m, h, d or y, such as 90s or 5m"},
      {"audit x --every 0s", "--every is a whole number"},
      {"audit x --once --every 5m", "--once is a single run"},
      {"audit x --confirm 3/2", "--confirm is two numbers up to 20"},
      {"audit x --flap-limit 0", "--flap-limit is a number from 1 to 100"},
      {"audit x --flap-limit 101", "--flap-limit is a number from 1 to 100"},
      {"audit x --log-format xml", "--log-format is text or json, not 'xml'"},
      {"audit x --json y", "unknown option"},
      {"audit x --webhook-secret-file s", "there is none"},
      {"audit x --alert-command '", "--alert-command is a program and its arguments"},
      {"check x --wait soon", "--wait is a whole number"},
      {"check x --wait 5m --plan rotate 3", "--wait looks at the same paths again"},
      {"explain x a", "write: oakprobe explain INVENTORY SOURCE TARGET"},
      {"explain x a b c", "write: oakprobe explain INVENTORY SOURCE TARGET"},
      {"explain x a b --junit y", "unknown option"},
      {"report x --fix", "--fix goes with --path SOURCE TARGET"},
      {"explain x a b --json y --markdown y", "two reports cannot go to the same file, y"},
      {"firewall", "which inventory?"},
      {"firewall x --format pf",
       "--format is one of table, nftables, iptables, ufw, firewalld, docker-user, aws, gcp, "
       "azure, "
       "hetzner, openstack"},
      {"firewall x --for boss", "--for is network-team, not 'boss'"},
      {"firewall x --for network-team --directory d", "leave --format and --directory away"},
      {"firewall x --format nftables --flow client-api", "--flow is for a table"},
      {"firewall x --format docker-user --documented-only", "--documented-only is for a table"},
      {"firewall x --format aws --flow f", "--flow is for a table"},
      {"firewall x --ssh-port 0", "--ssh-port is a port, not '0'"},
      {"firewall x --ssh-from home", "--ssh-from is an address or a block of them, not 'home'"},
      {"inventory import x", "not available in this version"},
      {"inventory x", "write: oakprobe inventory validate INVENTORY"},
      {"check", "which inventory?"},
      {"check x --plan some", "--plan is full, cover or rotate K, not 'some'"},
      {"check x --plan rotate", "--plan is full, cover or rotate K, not 'rotate'"},
      {"check --plan rotate x", "--plan is full, cover or rotate K, not 'rotate'"},
      {"check x --plan rotate 0", "1 to 1000000"},
      {"check x --plan rotate 99999999999", "1 to 1000000"},
      {"check x --state y", "--state is where --plan rotate K"},
      {"check x --plan cover --source w1", "--plan cover chooses for itself"},
      {"plan --all", "which inventory?"},
      {"check x y", "one inventory at a time; 'y'"},
      {"check x --jsn y", "unknown option --jsn; did you mean --json?"},
      {"check x --att 3", "unknown option --att"},
      {"check x -j", "unknown option -j"},
      {"check x --json", "'--json' is missing"},
      {"check x --json --verbose", "--json needs a value before --verbose"},
      {"check x --json --source w2", "--json needs a value before --source"},
      {"check x --source --target w2", "--source needs a value before --target"},
      {"check x --json a --json b", "--json is given twice"},
      {"check x --json - --html -", "only one report can go to standard output"},
      {"check x --markdown a --junit a", "two reports cannot go to the same file, a"},
      {"check x --attempts 0", "--attempts is a number from 1 to 32, not '0'"},
      {"check x --attempts 33", "--attempts is a number from 1 to 32"},
      {"check x --attempts 3x", "--attempts is a number from 1 to 32"},
      {"check x --attempts -1", "--attempts is a number from 1 to 32"},
      {"check x --timeout 60001", "--timeout is a number from 1 to 60000"},
      {"check x --rate 1000001", "--rate is a number from 1 to 1000000"},
      {"check x --rate 99999999999999999999", "--rate is a number from 1 to 1000000"},
      {"check x --listen maybe", "--listen is auto, never or always, not 'maybe'"},
      {"check x --paths some", "--paths is all or failed, not 'some'"},
      {"check x --observe --listen always", "--observe listens on nothing"},
      {"check x --fail-on blocked,mtuu", "--fail-on does not know 'mtuu'; did you mean mtu?"},
      {"check x --fail-on blocked,", "--fail-on does not know ''"},
      {"check x --fail-on none,mtu", "--fail-on does not know 'none'"},
      {"check x --fail-on +", "--fail-on does not know ''"},
      {"check x --fail-on open", "--fail-on does not know 'open'"},
      {"check x --fail-on open",
       "It takes statuses blocked, exposed, degraded, unknown; causes dropped, rejected, refused,"},
      {"check x --fail-on mtuu", "mtu, loss, local-limit"},
      {"check x --no-color=1", "'--no-color' does not take any arguments"},
      {"plan x --attempts 3", "unknown option --attempts"},
      {"report", "which report?"},
      {"report x y", "one report at a time; 'y'"},
      {"report x --path w1", "--path takes two nodes' names"},
      {"report x --path w1 --verbose", "--path takes two nodes' names"},
      {"report x --path w1 w2 --node w1", "--path and --node say what to print"},
      {"report x --quiet --verbose", "leave one away"},
  };
  for (const auto& row : rows) {
    const auto command = parse(row.line);
    const auto* error = std::get_if<UsageError>(&command);
    ASSERT_NE(error, nullptr) << row.line;
    EXPECT_THAT(error->message, HasSubstr(row.expected)) << row.line;
    EXPECT_EQ(error->message.find('\n'), std::string::npos) << row.line;
  }
}

TEST(CommandLine, AnAuditHasItsDefaults) {
  const auto options = parse_as<AuditOptions>("audit my.yaml");
  EXPECT_EQ(options.inventory, "my.yaml");
  EXPECT_EQ(options.request.check.deployment, "my.yaml");
  EXPECT_EQ(options.request.every, std::nullopt) << "as the inventory has it";
  EXPECT_EQ(options.request.confirm, std::nullopt);
  EXPECT_EQ(options.request.flap_limit, std::nullopt);
  EXPECT_FALSE(options.request.once);
  EXPECT_EQ(options.log_format, LogFormat::text);
}

TEST(CommandLine, AnAuditSelectsAndProbesAsACheck) {
  const auto options = parse_as<AuditOptions>(
      "audit my.yaml --every 90s --confirm 3/5 --flap-limit 9 --log-format json --source w1 "
      "--attempts 5 --fail-on none --observe"
  );
  EXPECT_EQ(options.request.every, std::chrono::seconds(90));
  EXPECT_EQ(options.request.confirm, (inventory::Confirm{3, 5}));
  EXPECT_EQ(options.request.flap_limit, 9U);
  EXPECT_EQ(options.log_format, LogFormat::json);
  EXPECT_THAT(options.selection.sources, ElementsAre("w1"));
  EXPECT_EQ(options.request.check.attempts, 5U);
  EXPECT_FALSE(options.request.check.fail_on.blocked);
  EXPECT_TRUE(options.request.check.observe);
  const auto rotates = parse_as<AuditOptions>("audit x --plan rotate 7 --once").request;
  EXPECT_EQ(rotates.check.plan.slots, 7U);
  EXPECT_TRUE(rotates.once);
}

TEST(CommandLine, OnlyFailedIsOfAReportOrOfTheLastRun) {
  for (const auto& [line, which] : std::vector<std::pair<std::string, std::string>>{
           {"check x --only-failed", "last"},
           {"check --only-failed x", "last"},
           {"check x --only-failed last", "last"},
           {"check --only-failed r.json x", "r.json"},
           {"check x --only-failed=r", "r"},
           {"check --only-failed --quiet x", "last"}}) {
    const auto options = parse_as<CheckOptions>(line);
    EXPECT_EQ(options.inventory, "x") << line;
    EXPECT_EQ(options.only_failed, which) << line;
  }
}

TEST(CommandLine, AnAuditLeavesWhatItFinds) {
  const auto places =
      parse_as<AuditOptions>(
          "audit x --history h --textfile t --metric-paths 7 --webhook http://a --webhook http://b "
          "--webhook-secret-file s --alertmanager http://c --alert-command tell"
      )
          .places;
  EXPECT_EQ(places.history, "h");
  EXPECT_EQ(places.textfile, "t");
  EXPECT_EQ(places.metric_paths, 7U);
  ASSERT_EQ(places.alerts.size(), 4U);
  EXPECT_EQ(places.alerts[1].url, "http://b");
  EXPECT_EQ(places.alerts[1].secret_file, "s");
  EXPECT_EQ(places.alerts[2].kind, inventory::AlertReceiverKind::alertmanager);
  EXPECT_THAT(places.alerts[3].command, ElementsAre("tell"));
}

TEST(CommandLine, ACheckMayWait) {
  EXPECT_EQ(parse_as<CheckOptions>("check x").wait, std::nullopt);
  EXPECT_EQ(parse_as<CheckOptions>("check x --wait 10m").wait, std::chrono::minutes(10));
}

TEST(FailOn, IsAListOrAChangeOfTheDefault) {
  const auto of = [](const std::string& list) {
    return diagnosis::names_of(parse_as<CheckOptions>("check x --fail-on " + list).request.fail_on);
  };
  EXPECT_THAT(of("+degraded"), ElementsAre("blocked", "exposed", "degraded", "mtu", "loss"));
  EXPECT_THAT(of("-loss"), ElementsAre("blocked", "exposed", "mtu"));
  EXPECT_THAT(of("-mtu,+unknown"), ElementsAre("blocked", "exposed", "unknown", "loss"));
  EXPECT_THAT(of("blocked,mtu,-mtu"), ElementsAre("blocked"));
  EXPECT_THAT(of("+degraded,-loss"), ElementsAre("blocked", "exposed", "degraded", "mtu"));
  EXPECT_THAT(of("-blocked,-exposed,-mtu,-loss"), ElementsAre());
  const std::vector<std::string> spaced{"check", "x", "--fail-on", " +degraded, -loss"};
  EXPECT_THAT(
      diagnosis::names_of(std::get<CheckOptions>(parse_command_line(spaced)).request.fail_on),
      ElementsAre("blocked", "exposed", "degraded", "mtu")
  );
  EXPECT_THAT(of("none"), ElementsAre());
}

}  // namespace
}  // namespace oakprobe::cli
