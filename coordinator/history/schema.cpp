#include "coordinator/history/schema.hpp"

#include "coordinator/history/alert_tables.hpp"
#include "coordinator/history/report_tables.hpp"
#include "coordinator/history/run_tables.hpp"
#include "coordinator/history/state_tables.hpp"
#include "coordinator/history/track_tables.hpp"

#include <array>

namespace oakprobe::history {
namespace {

// Each group stands in a file of its own, beside the code that reads and writes its tables.
constexpr std::array<Statements, 4> step_1{state_tables, run_tables, track_tables, alert_tables};

constexpr std::array<Statements, 1> step_2{report_tables};

constexpr std::array<Step, 2> steps{step_1, step_2};

}  // namespace

Schema newest_schema() { return steps; }

}  // namespace oakprobe::history
