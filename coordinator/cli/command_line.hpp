#pragma once

#include "base/limits.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"
#include "wire/messages.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace oakprobe::cli {

// Exit codes of every command (docs: README). 0, 1 and 3 are a check's own.
inline constexpr int exit_wrong_input = 2;
inline constexpr int exit_oakprobe_failed = 4;

// Which of the inventory's paths a command is about, as typed; names are not looked up yet
// (load_inventory.hpp does).
struct SelectionOptions {
  bool all_flows = false;
  bool documented_only = false;
  std::vector<std::string> flows;
  std::vector<std::string> sources;
  std::vector<std::string> targets;

  friend bool operator==(const SelectionOptions&, const SelectionOptions&) = default;
};

// --plan and --state.
struct PlanChoice {
  std::optional<plans::PlanKind> kind;  // nullopt: by how many workers there are
  std::uint32_t slots = 0;              // of the rotation, with rotate
  std::optional<std::string> state;     // the file that a rotation keeps
  std::string inventory;                // the file that it belongs to
};

struct CheckOptions {
  std::string inventory;  // a file, or "-"
  SelectionOptions selection;
  PlanChoice plan;
  std::optional<std::string> json;  // report files; "-" is standard output, at most one of them
  std::optional<std::string> markdown;
  std::optional<std::string> junit;
  std::optional<std::string> html;
  std::uint32_t attempts = attempts_default;
  std::chrono::milliseconds timeout{timeout_ms_default};      // of one attempt
  std::uint32_t rate = flows_per_second_fleet_default;        // new flows a second, the whole fleet
  std::uint32_t agents_at_once = agents_at_once_default;      // starting at a time
  wire::ListenPolicy listen = wire::ListenPolicy::automatic;  // `never` with --observe
  bool observe = false;                 // no stand-ins, and no question is put to live services
  bool push = false;                    // to every node: nothing is installed there
  std::optional<inventory::Sudo> sudo;  // on every node; nullopt: as the inventory has it
  std::optional<std::string> user;      // that ssh logs in as, where the inventory names none
  diagnosis::FailOn fail_on;
  std::optional<diagnosis::PathList> paths;  // in the JSON report; nullopt: by how many there are
  bool round_trips = false;                  // a matrix of them, too
  bool no_color = false;
  bool verbose = false;
  bool quiet = false;    // prints only when something is not as expected
  bool by_flow = false;  // a matrix for each flow
};

struct ExplainOptions {
  CheckOptions check;  // of the pair, both directions, optional flows too
  std::string source;
  std::string target;
};

struct PlanOptions {
  std::string inventory;
  SelectionOptions selection;
  PlanChoice plan;
  std::optional<std::string> json;
  bool all = false;  // print every path, however many
};

struct ValidateOptions {
  std::string inventory;
};

// To be printed on standard output; exit code 0.
struct HelpText {
  std::string text;
};

// One line for standard error; exit code 2.
struct UsageError {
  std::string message;
};

using Command =
    std::variant<CheckOptions, ExplainOptions, PlanOptions, ValidateOptions, HelpText, UsageError>;

// Arguments without the program's own name. Never throws; opens nothing.
[[nodiscard]] Command parse_command_line(std::span<const std::string> arguments);

}  // namespace oakprobe::cli
