#pragma once

#include "coordinator/app/output_clash.hpp"
#include "coordinator/app/report_files.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <boost/program_options.hpp>

#include <string>
#include <vector>

// An option for each form of a report, by the name of the form.
namespace oakprobe::cli {

enum class ReportsOf : bool { check, pair };

void add_report_options(boost::program_options::options_description& options, ReportsOf what);

// Their lines of --help.
[[nodiscard]] std::string report_options_help(ReportsOf what);

// Throws WrongUsage where two are to go to one name.
[[nodiscard]] std::vector<app::NamedReport> read_reports(
    const OptionReader& reader, ReportsOf what
);

// For app::keep_outputs_apart().
[[nodiscard]] std::vector<app::NamedOutput> report_outputs(
    const std::vector<app::NamedReport>& reports
);

}  // namespace oakprobe::cli
