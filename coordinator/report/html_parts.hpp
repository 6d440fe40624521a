#pragma once

#include "coordinator/report/report_format.hpp"

#include <iosfwd>
#include <string_view>

// What the plain report is made of, for a page that has more in it. Always valid UTF-8; what came
// from other machines is text and nothing else.
namespace oakprobe::report {

// Up to where a page says what it lets run.
inline constexpr std::string_view html_head_begin = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
)";

// <title>…</title>, with the deployment's name.
void write_html_title(const diagnosis::FinishedCheck& check, std::ostream& out);

// <main>…</main>, which html_style is for.
void write_html_main(
    const diagnosis::FinishedCheck& check, std::ostream& out, const ReportContent& content
);

}  // namespace oakprobe::report
