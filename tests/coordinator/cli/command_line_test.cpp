#include "parsed_line.hpp"

#include <gmock/gmock.h>

namespace oakprobe::cli {
namespace {

using app::NamedReport;
using app::ReportFormat;
using testing::ElementsAre;

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
