#include "parsed_line.hpp"

#include <gmock/gmock.h>

namespace oakprobe::cli {
namespace {

using testing::HasSubstr;

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
       "azure, hetzner, openstack"},
      {"firewall x --format aws --flow f", "--flow is for a table"},
      {"firewall x --for boss", "--for is network-team, not 'boss'"},
      {"firewall x --for network-team --directory d", "leave --format and --directory away"},
      {"firewall x --format nftables --flow client-api", "--flow is for a table"},
      {"firewall x --format docker-user --documented-only", "--documented-only is for a table"},
      {"firewall x --ssh-port 0", "--ssh-port is a port, not '0'"},
      {"firewall x --ssh-from home", "--ssh-from is an address or a block of them, not 'home'"},
      {"firewall x --ssh-from 0.0.0.0/0", "leave --ssh-from away: it is from anywhere then"},
      {"firewall x --ssh-from ::/0", "leave --ssh-from away: it is from anywhere then"},
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

}  // namespace
}  // namespace oakprobe::cli
