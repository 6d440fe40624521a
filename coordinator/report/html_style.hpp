#pragma once

#include <string_view>

namespace oakprobe::report {

// Of the plain report. Marks have classes m1 (closed) to m8 (blocked), and are told by their text,
// too.
inline constexpr std::string_view html_style = R"(
:root { color-scheme: light dark; --page: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --bad: #b3001b; --bad-page: #ffe5e8; --warn: #7a4d00; --warn-page: #fff3d6; --good: #14632b;
  --code: #eef1f4; }
@media (prefers-color-scheme: dark) {
  :root { --page: #11151a; --text: #e6edf3; --soft: #9da7b3; --line: #3a424c;
    --bad: #ff9aa5; --bad-page: #4a1219; --warn: #f2c464; --warn-page: #3d2c05; --good: #6fd58c;
    --code: #242b33; }
}
body { margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1rem; }
.outcome { font-size: 1.1rem; font-weight: 600; padding: .6rem .8rem; border-left: .3rem solid; }
.failed { color: var(--bad); background: var(--bad-page); }
.undecided { color: var(--warn); background: var(--warn-page); }
.passed { color: var(--good); }
time { white-space: nowrap; } .about { color: var(--soft); } .about strong { color: var(--text); }
.caption { color: var(--soft); margin: .4rem 0; }
.scroll { overflow: auto; max-width: 100%; max-height: 85vh; width: fit-content; }
/* Borders of a collapsed table scroll away from under heads that stay. */
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums;
  border-top: 1px solid var(--line); border-left: 1px solid var(--line); }
th, td { border: 0 solid var(--line); border-width: 0 1px 1px 0; padding: .25rem .45rem;
  white-space: nowrap; overflow-wrap: normal; }
td { text-align: center; position: relative; } /* holds its hidden words */
th { text-align: left; font-weight: 500; position: sticky; left: 0; z-index: 1;
  background: var(--page); }
thead th { top: 0; z-index: 2; vertical-align: bottom; }
thead th + th { left: auto; z-index: 1; writing-mode: vertical-rl; }
thead th + th .name { margin-inline-start: auto; } /* ends at its cells */
.name { display: block; inline-size: max-content; max-inline-size: min(16rem, 35vw);
  white-space: normal; overflow-wrap: anywhere; }
.m0 { color: var(--soft); } .m1, .m2, .m3 { color: var(--good); }
.m4, .m5, .m6 { color: var(--warn); background: var(--warn-page); font-weight: 700; }
.m7, .m8 { color: var(--bad); background: var(--bad-page); font-weight: 700; }
.words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
.legend { grid-template-columns: minmax(2rem, max-content) 1fr; }
code { font: .9em/1.4 ui-monospace, monospace; background: var(--code); border-radius: .2rem;
  padding: .1rem .25rem; user-select: all; -webkit-box-decoration-break: clone;
  box-decoration-break: clone; }
.fix { border-left: .2rem solid var(--line); padding-left: .6rem; }
article { border-top: 1px solid var(--line); }
a { color: inherit; }
.first { margin: .25rem 0; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); color: var(--soft); }
@media (max-width: 30rem) { article dl { display: block; } article dd { margin-bottom: .4rem; } }
@media print { .scroll { max-height: none; overflow: visible; } }
)";

}  // namespace oakprobe::report
