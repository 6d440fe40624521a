#pragma once

#include <string_view>

namespace oakprobe::report {

// Everything before the page's body. Marks have classes m1 (closed) to m8 (blocked), and are told
// by their text, too. The policy keeps any script from running, whatever a browser makes of the
// page.
inline constexpr std::string_view html_head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Oakprobe: who reaches whom</title>
<style>
:root { color-scheme: light dark; --page: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --bad: #b3001b; --bad-page: #ffe5e8; --warn: #7a4d00; --warn-page: #fff3d6; --good: #14632b; }
@media (prefers-color-scheme: dark) {
  :root { --page: #11151a; --text: #e6edf3; --soft: #9da7b3; --line: #3a424c;
    --bad: #ff9aa5; --bad-page: #4a1219; --warn: #f2c464; --warn-page: #3d2c05; --good: #6fd58c; }
}
body { margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1rem; }
.outcome { font-size: 1.1rem; font-weight: 600; padding: .6rem .8rem; border-left: .3rem solid; }
.failed { color: var(--bad); background: var(--bad-page); }
.undecided { color: var(--warn); background: var(--warn-page); }
.passed { color: var(--good); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { border: 1px solid var(--line); padding: .25rem .45rem; white-space: nowrap;
  overflow-wrap: normal; }
td { text-align: center; position: relative; } /* holds its hidden words */
thead th { vertical-align: bottom; font-weight: 500; }
thead th + th { writing-mode: vertical-rl; text-align: left; }
tbody th { text-align: left; font-weight: 500; position: sticky; left: 0; background: var(--page);
  max-width: 40vw; overflow: hidden; text-overflow: ellipsis; }
.m0 { color: var(--soft); } .m1, .m2, .m3 { color: var(--good); }
.m4, .m5, .m6 { color: var(--warn); background: var(--warn-page); font-weight: 700; }
.m7, .m8 { color: var(--bad); background: var(--bad-page); font-weight: 700; }
.words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
article { border-top: 1px solid var(--line); }
footer { margin-top: 2rem; border-top: 1px solid var(--line); color: var(--soft); }
@media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .4rem; } }
</style>
</head>
)";

}  // namespace oakprobe::report
