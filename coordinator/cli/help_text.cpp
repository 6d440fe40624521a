#include "coordinator/cli/help_text.hpp"

#include "coordinator/cli/report_options.hpp"

namespace oakprobe::cli {

std::string_view general_help() {
  return R"(oakprobe: can the machines of an Oakestra deployment reach each other?

  oakprobe check INVENTORY               run a check: a matrix, what is wrong
  oakprobe audit INVENTORY               check again and again, unattended
  oakprobe explain INVENTORY W1 W2       everything about one pair of nodes
  oakprobe plan INVENTORY                print what a check would dial
  oakprobe firewall INVENTORY            what each node's firewall must let in
  oakprobe report FILE.json              an old report again, in any form
  oakprobe inventory validate INVENTORY  only look for mistakes in the inventory
  oakprobe history                       what earlier checks found
  oakprobe diff [A] [B]                  what changed from one to another
  oakprobe serve                         a page for the browser over all of it
  oakprobe --version

INVENTORY is a YAML file that lists your machines (docs/inventory.md), or - for
standard input. Each command has its own --help.

Exit code: 0 all as expected, 1 something is blocked or exposed, 2 the command
line or the inventory is wrong, 3 something is unknown, 4 Oakprobe itself
failed or was interrupted.
)";
}

std::string check_help() {
  return R"(oakprobe check INVENTORY: start an agent on every node, let them dial each
other, and tell which paths work and what stops the others. Nothing on the
nodes is changed, and a running Oakestra is not disturbed.

  oakprobe check my.yaml
  oakprobe check my.yaml --flow worker-tunnel --source w1 --target w3
  oakprobe check my.yaml --json report.json --fail-on +degraded

What to check (several names: w1,w2 or "w[1-3]", or the option again):
  --flow ID          only this flow, also if it is optional
  --source NAME      only paths that start at this node
  --target NAME      only paths that end at this node
  --all-flows        the optional flows too (dashboards, add-ons)
  --documented-only  only what Oakestra's firewall page lists
  --plan WHICH       of the paths between workers (docs/plans.md):
                     full: all; the default, up to 2,000 workers
                     cover: few, that meet every worker twice and cross all
                     clusters and networks, and more around what fails
                     rotate K: K for each worker, others in the next run
  --state FILE       where rotate keeps how far it came (default: a file for
                     each inventory under ~/.local/state/oakprobe)

How:
  --push             send the agent to every node, run it, remove it: nothing
                     needs to be installed there
  --sudo HOW         the agents become root by sudo, which lets them watch with
                     taps: none, nopasswd, or ask (for the password, once)
  --user NAME        that ssh logs in as, where the inventory names no user
  --attempts N       attempts for each path, 1 to 32 (3)
  --timeout MS       of one attempt, 1 to 60000 (1000)
  --rate N           new flows a second of all agents, 1 to 1000000 (2000)
  --agents-at-once N agents that are started at a time, 1 to 1000 (16)
  --listen WHEN      auto: listen on a free port unless what belongs there is
                     installed (default); always: on every free port; never
  --observe          --listen never, and ask live services nothing
  --trace-firewall   where packets may end at a host's firewall, let the kernel
                     trace them: names the rule, whatever it is (docs/rules.md)

  --wait TIME        watch a repair: what fails is checked over and over, and
                     what changes is told at once, until all is well or the
                     time is over (90s, 10m); then all of it again

What comes out:
)" + report_options_help(ReportsOf::check) +
         R"(                     (FILE - is standard output, for one of them; the matrix
                     then goes to standard error)
  --metric-paths N   series of single paths in --textfile, 0 to 10000 (200)
  --history URL      store this run, for oakprobe history and diff: a file,
                     sqlite:PATH, or postgresql://HOST/DATABASE
  --only-failed [FILE.json|last]
                     probe again just what was not as expected in that
                     report, or in the history's last run; tell what is mended
  --paths WHICH      all: the JSON report lists every path; failed: only what is
                     not as expected (counts are always of all); default: all,
                     above 20,000 paths failed
  --fail-on LIST     what makes the exit code 1: statuses (blocked, exposed,
                     degraded, unknown) and causes (mtu, loss, refused, ...);
                     default blocked,exposed,mtu,loss; +degraded adds to
                     that, -loss takes away, +degraded,-loss does both;
                     none: nothing does
  --by-flow          a matrix for each flow that is not as expected everywhere
  --rtt              a matrix of round trips in ms, too, printed and in --html;
                     what is slow beside the others has a !
  --no-color         no colours, also on a terminal
  --quiet            print only when something is not as expected
  --verbose          tell what is going on, on standard error: of each agent how
                     it was started, each retry and why; and at the end how
                     many probes came how far, and what was touched

Exit code: 0 all as expected, 1 what --fail-on lists, 2 wrong command line or
inventory (nothing was sent), 3 something is unknown, 4 Oakprobe itself failed
or was interrupted.
)";
}

std::string_view audit_help() {
  return R"(oakprobe audit INVENTORY: check again and again, unattended, until it is stopped
(SIGTERM, Ctrl-C). Agents are kept from run to run: one login a node, not one a
run. What changed is looked at again at once, and told when it held. One line a
run on standard error (docs/audits.md).

  oakprobe audit my.yaml
  oakprobe audit my.yaml --every 10m --log-format json
  oakprobe audit my.yaml --once          a single run, for cron and timers

  --every TIME       between the beginnings of two runs: 90s, 5m, 2h (5m)
  --once             one run; the exit code is as of oakprobe check
  --confirm N/M      a change is believed when N of the last M runs that tried
                     the path saw it, 1/1 to 20/20 (2/3)
  --flap-limit N     what changes more often in an hour is flapping, and told
                     once, 1 to 100 (6)
  --log-format HOW   text (default) or json: an object a line
  --history URL      where the runs are stored, for oakprobe history and diff: a
                     file, sqlite:PATH, or postgresql://HOST/DATABASE
                     (~/.local/state/oakprobe/history.sqlite)
  --textfile FILE    metrics for the node exporter (docs/metrics.md), with
  --metric-paths N   series of single paths, 0 to 10000 (200)

  --serve [ADDRESS:PORT]  the page of oakprobe serve beside it, and live
                     (127.0.0.1:8970); others reach it with --token-file FILE

Whom to tell what broke and what is mended (docs/alerts.md); any number of each:
  --webhook URL      with --webhook-secret-file FILE its messages are signed
  --alertmanager URL
  --alert-command COMMAND  gets the message on its standard input

What is given here wins over what stands in the inventory, under audit:
(docs/audits.md).

What to check and how, as of oakprobe check: --flow, --source, --target,
--all-flows, --documented-only, --plan (default: full, above 2,000 workers
rotate 20), --state, --push, --sudo, --user, --attempts, --timeout, --rate,
--agents-at-once, --listen, --observe, --fail-on.

The inventory is read again when it changed; a wrong one is told, and the one
before stays.

Exit code: 0 stopped in order, 2 wrong command line or inventory, 4 Oakprobe
itself failed; with --once as of oakprobe check.
)";
}

std::string explain_help() {
  return R"(oakprobe explain INVENTORY SOURCE TARGET: check one pair of nodes, in both
directions and for every flow, and tell everything that is known: how far each
probe came, what was lost, which packet sizes pass, which routers answer, what
both nodes advertise and bind, and what to change.

  oakprobe explain my.yaml w1 w3
  oakprobe explain my.yaml w1 w3 --markdown ticket.md

  --fix              print nothing but the commands that mend it, for each host,
                     as root is to run them there (docs/fixes.md)
)" + report_options_help(ReportsOf::pair) +
         R"(                     (FILE - is standard output, for one of them; the
                     explanation then goes to standard error)
  --push             send the agent to both nodes, run it, remove it
  --sudo HOW         none, nopasswd, or ask (for the password, once): as root
                     the agents see where a packet is dropped
  --user NAME        that ssh logs in as, where the inventory names no user
  --attempts N       attempts for each path, 1 to 32 (3)
  --timeout MS       of one attempt, 1 to 60000 (1000)
  --rate N           new flows a second of all agents, 1 to 1000000 (2000)
  --agents-at-once N agents that are started at a time, 1 to 1000 (16)
  --listen WHEN      auto (default), always or never, as of oakprobe check
  --observe          --listen never, and ask live services nothing
  --trace-firewall   let the kernel name the rule that drops a packet
                     (docs/rules.md)
  --no-color         no colours, also on a terminal
  --verbose          tell what is going on, on standard error: of both agents
                     how they were started, each retry and why

Exit code: as of oakprobe check, for these paths.
)";
}

std::string_view plan_help() {
  return R"(oakprobe plan INVENTORY: print the paths that a check would dial. Nothing is
sent and no agent is started.

  oakprobe plan my.yaml
  oakprobe plan my.yaml --target w3
  oakprobe plan my.yaml --json plan.json

  --all              print every path, also when there are more than 20,000
  --json FILE        the plan as JSON; - is standard output, and nothing else
                     is printed there
  --flow ID          only this flow, also if it is optional (several: a,b)
  --plan WHICH       what a check with this --plan would dial: full, cover or
                     rotate K (docs/plans.md); --state FILE as of check
  --source NAME      only paths that start at this node (several: w1,w2 or
                     "w[1-3]", or the option again)
  --target NAME      only paths that end at this node
  --all-flows        the optional flows too (dashboards, add-ons)
  --documented-only  only what Oakestra's firewall page lists

Exit code: 0, or 2 if the command line or the inventory is wrong, or nothing is
selected; 4 if the plan could not be written.
)";
}

std::string report_help() {
  return R"(oakprobe report FILE.json: show an old check again from its JSON report, in any
form, as it was shown when it was new. Nothing is sent and no agent is started.

  oakprobe report monday.json
  oakprobe report monday.json --markdown ticket.md
  oakprobe report monday.json --path w1 w3

FILE.json is what oakprobe check --json wrote, or - for standard input.

What to print, in place of the matrix:
  --path A B         what oakprobe explain prints of this pair, as far as the
                     check had it; with --fix only the commands that mend it
  --node NAME        one node: its agent, its row and column of the matrix, what
                     is wrong on its paths and on itself

What comes out:
)" + report_options_help(ReportsOf::check) +
         R"(                     (FILE - is standard output, for one of them; what else is
                     printed then goes to standard error)
  --by-flow          a matrix for each flow that is not as expected everywhere
  --rtt              a matrix of round trips in ms, too, printed and in --html
  --no-color         no colours, also on a terminal
  --quiet            print only when something is not as expected
  --verbose          how many probes came how far, and what was touched, too

Exit code: as the check had it; 2 if FILE.json can't be read, is no report, or
one of an older Oakprobe that kept too little in it.
)";
}

std::string_view validate_help() {
  return R"(oakprobe inventory validate INVENTORY: read the inventory and tell every mistake
at once, each as FILE:LINE:COLUMN: what is wrong, and what would be right.

  oakprobe inventory validate my.yaml
  oakprobe validate my.yaml              the same

Exit code: 0 it is fine, 2 it is not.
)";
}

}  // namespace oakprobe::cli
