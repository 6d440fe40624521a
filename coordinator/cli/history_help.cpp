#include "coordinator/cli/help_text.hpp"

namespace oakprobe::cli {

std::string_view history_help() {
  return R"(oakprobe history: what the checks of the past found. They are stored by
oakprobe audit, and by oakprobe check --history.

  oakprobe history
  oakprobe history --path w1 w3 --since 3d
  oakprobe history --node w3

Without --path and --node, a line for each run: when it began (UTC), its id, how
it ended, a bar (# as expected, ~ degraded, x blocked or exposed, ? unknown),
and how many of its paths were as expected.

  --path W1 W2       the life of the paths from W1 to W2: since when they were
                     how, and how much of the time as expected
  --flow ID          so, of this flow only
  --node NAME        the life of a node: its agent, and what was found there
  --since T          from this time on: 2026-11-30T07:51:40Z, or 2h, 3d, 5m ago
  --until T          up to this time
  --limit N          of runs the last N (20, or all since --since)
  --inventory FILE   of this inventory; default: runs of all, the path or node
                     of the one that was checked last
  --history URL      a file, sqlite:PATH, or postgresql://HOST/DATABASE;
                     default: oakprobe/history.sqlite below $XDG_STATE_HOME or
                     ~/.local/state
  --json             for programs

Exit code: 0, or 2 if the command line is wrong or there is no such run, path or
node; 4 if the history can't be read.
)";
}

std::string_view difference_help() {
  return R"(oakprobe diff [A] [B]: what is different in run B from run A: newly broken,
mended, changed (another cause or place), unknown now, new or vanished, and
round trips that grew by more than half.

  oakprobe diff                     the last two runs
  oakprobe diff 2h                  the last run, and how it was two hours ago
  oakprobe diff before.json after.json
  oakprobe diff 0f3a61c29b7e4d85 --baseline good     names a run, and compares
  oakprobe diff --baseline good                      with it from then on

A and B are ids of runs (oakprobe history lists them), times as of oakprobe
history --since (the last run up to then), or report files (--json of oakprobe
check). Default: the run before the last one, and the last one.

  --baseline NAME    A is the run of this name; if A is given, it gets the name
  --inventory FILE   runs of this inventory (default: of the one that was
                     checked last)
  --history URL      as of oakprobe history
  --json             for programs

Exit code: 0 nothing is worse, 1 something is, 2 the command line is wrong or
there is no such run, 4 the history can't be read.
)";
}

std::string_view serve_help() {
  return R"(oakprobe serve: a page for a browser over what audits and checks stored: how it
stands, causes first, the matrix, each path's life; and the API behind it
(docs/serve.md). It asks no agent.

  oakprobe serve                         http://127.0.0.1:8970/
  oakprobe serve --listen 192.0.2.1:8970 --token-file /etc/oakprobe/token

  --listen ADDRESS:PORT  where to listen (127.0.0.1:8970; port 0: any that is
                     free). Others than this machine need a token
  --token-file FILE  its one line, of at least 16 characters, is what a browser
                     gives as the password, and a program as
                     Authorization: Bearer TOKEN
  --inventory FILE   whose runs are meant where a history has several
                     inventories' (default: that which was checked last)
  --history URL      a file, sqlite:PATH, or postgresql://HOST/DATABASE;
                     default: oakprobe/history.sqlite below $XDG_STATE_HOME or
                     ~/.local/state

Runs until it is stopped (SIGTERM, Ctrl-C). Exit code: 0 stopped in order, 2 the
command line is wrong, or there is no history; 4 the port is taken, or the
history can't be opened.
)";
}

}  // namespace oakprobe::cli
