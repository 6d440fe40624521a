#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <boost/system/result.hpp>

#include <streambuf>
#include <string>

namespace oakprobe::record {

// Why a report can't be read: for a person, not fit to be printed as it is.
struct ReportTrouble {
  std::string message;
};

using ReadReport = boost::system::result<diagnosis::FinishedCheck, ReportTrouble>;

// A finished check from its JSON report, judged anew by what it saw, complete enough to be told in
// any form again. Total: whatever the bytes are, what comes back is a check that can be told, or
// what is wrong. Memory grows with what the check keeps, and not with the rest of the report.
[[nodiscard]] ReadReport read_report(std::streambuf& report);

}  // namespace oakprobe::record
