#pragma once

#include "base/described_enum.hpp"
#include "coordinator/app/audit.hpp"
#include "coordinator/app/check_request.hpp"
#include "coordinator/app/compare_runs.hpp"
#include "coordinator/app/firewall.hpp"
#include "coordinator/app/named_selection.hpp"
#include "coordinator/app/report_files.hpp"
#include "coordinator/app/served_history.hpp"
#include "coordinator/app/stored_audit.hpp"
#include "coordinator/app/view_history.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace oakprobe::cli {

// How a check is told.
struct TellingOptions {
  std::vector<app::NamedReport> reports;  // at most one to standard output
  bool round_trips = false;               // a matrix of them, too
  std::size_t metric_paths = 200;         // in --textfile
  bool no_color = false;
  bool verbose = false;
  bool quiet = false;                        // prints only when something is not as expected
  bool by_flow = false;                      // a matrix for each flow
  std::optional<std::chrono::seconds> wait;  // until all is well, or so long
};

BOOST_DEFINE_FIXED_ENUM_CLASS(LogFormat, std::uint8_t, text, json)

struct AuditOptions {
  std::string inventory;  // a file, or "-"
  app::NamedSelection selection;
  app::AuditRequest request;
  app::AuditPlaces places;
  app::ServeRequest page;  // served where it, or the inventory, says where
  LogFormat log_format = LogFormat::text;
};

struct CheckOptions : TellingOptions {
  std::string inventory;          // a file, or "-"
  app::NamedSelection selection;  // not looked up yet; explain names a pair instead
  app::CheckRequest request;
  std::optional<std::string> history;      // in which the run is stored
  std::optional<std::string> only_failed;  // of this report; "last": of the last run
};

struct ExplainOptions {
  CheckOptions check;  // of the pair, both directions, optional flows too
  std::string source;
  std::string target;
  bool only_fix = false;  // prints the commands that mend it, and nothing else
};

struct PlanOptions {
  std::string inventory;
  app::NamedSelection selection;
  app::PlanChoice plan;
  std::optional<std::string> json;
  bool all = false;  // print every path, however many
};

struct ValidateOptions {
  std::string inventory;
};

struct FirewallOptions {
  std::string inventory;
  app::FirewallRequest request;
  bool against = false;  // what the nodes let in, held against it
  app::AgentOptions agents;
  std::uint32_t agents_at_once = agents_at_once_default;
};

struct ReportOptions : TellingOptions {
  std::string file;                                         // or "-"
  std::optional<std::pair<std::string, std::string>> path;  // only what is known of this pair
  std::optional<std::string> node;                          // of this node
  bool only_fix = false;  // of the pair the commands that mend it, and nothing else
};

struct HistoryOptions {
  app::HistoryRequest request;
  bool json = false;
};

struct ServeOptions {
  std::optional<std::string> history;
  std::optional<std::string> inventory;  // whose runs are meant where a question names no other
  app::ServeRequest page;
};

struct DifferenceOptions {
  app::DifferenceRequest request;
  bool json = false;
};

// To be printed on standard output; exit code 0.
struct HelpText {
  std::string text;
};

// One line for standard error; exit code 2.
struct UsageError {
  std::string message;
};

using Command = std::variant<
    CheckOptions,
    AuditOptions,
    ExplainOptions,
    PlanOptions,
    FirewallOptions,
    ReportOptions,
    ValidateOptions,
    HistoryOptions,
    DifferenceOptions,
    ServeOptions,
    HelpText,
    UsageError>;

// Arguments without the program's own name. Never throws; opens nothing.
[[nodiscard]] Command parse_command_line(std::span<const std::string> arguments);

}  // namespace oakprobe::cli
