#pragma once

#include "../diagnosis/check_case.hpp"
#include "coordinator/report/report_format.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace oakprobe::report::test {

// A check with every status, cause and caveat, findings of every severity, failed agents, an
// accepted unknown and everything that evidence can tell.
[[nodiscard]] diagnosis::FinishedCheck everything();

// Three nodes whose names, messages and last words try to mark up, link, mention and steer.
[[nodiscard]] diagnosis::FinishedCheck hostile();

// Tunnels between all workers of clusters of 50, with a root and orchestrators; all are open.
[[nodiscard]] diagnosis::FinishedCheck mesh(std::uint32_t nodes);

// A mesh in which no tunnel to the first so many workers works.
[[nodiscard]] diagnosis::FinishedCheck broken_mesh(std::uint32_t nodes, std::uint32_t broken);

// With a round trip for each open path; those to the fifth node are slow.
[[nodiscard]] diagnosis::FinishedCheck timed(diagnosis::FinishedCheck check);

using Writer = void(const diagnosis::FinishedCheck&, std::ostream&, const ReportContent&);

// With all that the form has a place for.
[[nodiscard]] std::string written(Writer& form, const diagnosis::FinishedCheck& check);

// Keeps a report in the build directory, where check_reports.py holds it against its schema.
void keep(const std::string& name, const std::string& report);

}  // namespace oakprobe::report::test
