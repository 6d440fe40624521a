#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/telling/caveat_meaning.hpp"
#include "inventory/exposure.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

namespace oakprobe::report {
namespace {

using diagnosis::Caveat;
using diagnosis::FinishedCheck;

// "3.4 s", "75 s"
std::string seconds_text(std::chrono::milliseconds time) {
  const auto tenths = (time.count() + 50) / 100;
  if (tenths >= 600) return std::to_string(tenths / 10) + " s";
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

// " (--fail-on blocked,exposed)"
std::string fail_on_text(const diagnosis::FailOn& fail_on) {
  std::string text;
  for (const std::string_view name : names_of(fail_on)) {
    text += (text.empty() ? "" : ",") + std::string(name);
  }
  return " (--fail-on " + (text.empty() ? "none" : text) + ")";
}

void add_caveats(const FinishedCheck& check, std::vector<std::string>& notes) {
  std::array<std::size_t, enum_size<Caveat>> counts{};
  for (const auto& path : check.paths) {
    for (const Caveat caveat : path.verdict->caveats.in_order())
      ++counts[static_cast<std::size_t>(caveat)];
  }
  for (const Caveat caveat : all_values<Caveat>) {
    const std::size_t count = counts[static_cast<std::size_t>(caveat)];
    if (count == 0) continue;
    notes.push_back(
        std::string(name_of(caveat)) + " at " + count_of(count, "path") + ": " +
        std::string(telling::meaning_of(caveat)) + "."
    );
  }
}

std::string warnings_clause(const FinishedCheck& check) {
  std::size_t warnings = 0;
  for (const diagnosis::FinishedNode& node : check.nodes)
    warnings += static_cast<std::size_t>(std::ranges::count(
        node.findings, diagnosis::Severity::warning, &diagnosis::Finding::severity
    ));
  if (warnings == 0) return "";
  return ", with " + count_of(warnings, "warning");
}

// Nobody reads on behind a bare "Passed".
std::string reservations(const FinishedCheck& check) {
  const std::string coverage = coverage_clause(check.coverage);
  return warnings_clause(check) + (coverage.empty() ? "" : "; " + coverage);
}

constexpr std::size_t names_max = 4;

// Agents that cannot open taps; empty: all can.
std::string without_taps(const FinishedCheck& check) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < check.nodes.size(); ++i)
    if (is_without_taps(check.nodes[i].observation)) names.push_back(check.inventory.nodes[i].name);
  return listed(names, names_max, ", ");
}

void add_blindness(const FinishedCheck& check, std::vector<std::string>& notes) {
  const diagnosis::Summary& sum = check.summary;
  const bool all_well = sum.open + sum.closed == sum.paths;
  // Then it stands at the top of what is unknown, with what to do.
  const bool told = std::ranges::any_of(check.causes, [](const diagnosis::CommonCause& cause) {
    return cause.cause == diagnosis::Cause::not_privileged;
  });
  if (const std::string names = without_taps(check); !names.empty() && !all_well && !told) {
    notes.push_back(
        "no taps, for want of CAP_NET_RAW, on " + names +
        ": where exactly a packet was dropped cannot be seen there. --sudo ask (or nopasswd) opens "
        "them (docs/privileges.md)."
    );
  }
}

// Packet filters at which paths end and whose rules could not be told, like reasons together.
void add_rule_troubles(const FinishedCheck& check, std::vector<std::string>& notes) {
  std::map<std::string, std::vector<std::string>> nodes;
  for (std::size_t i = 0; i < check.nodes.size(); ++i)
    if (const std::string& why = check.nodes[i].observation.rules_trouble; !why.empty())
      nodes[excerpt(why)].push_back(check.inventory.nodes[i].name);
  for (const auto& [why, names] : nodes)
    notes.push_back(
        "which rule of its firewall drops packets could not be told on " +
        listed(names, names_max, ", ") + ": " + why + "."
    );
}

constexpr std::string_view interruption =
    "the check was interrupted; what is known is in this report.";

}  // namespace

std::vector<std::string> tell_notes(const FinishedCheck& check) {
  std::vector<std::string> notes;
  if (check.interrupted) notes.emplace_back(interruption);
  if (check.inventory.release_assumed) {
    notes.push_back(
        "the inventory names no Oakestra release; " + check.inventory.release +
        ", the newest known, was assumed."
    );
  }
  if (const auto* untried = inventory::untried_by_others(check.inventory)) {
    notes.push_back(
        "exposure of " + untried->name +
        " was not checked: no other machine is a client or outsider, and none is outside of itself."
    );
  } else if (!check.exposure_checked) {
    notes.emplace_back("exposure was not checked: the inventory has no client and no outsider.");
  }
  if (std::string note = coverage_note(check.coverage); !note.empty())
    notes.push_back(std::move(note));
  add_blindness(check, notes);
  add_rule_troubles(check, notes);
  add_caveats(check, notes);
  return notes;
}

std::vector<std::string> tell_pair_notes(const FinishedCheck& check) {
  std::vector<std::string> notes;
  if (check.interrupted) notes.emplace_back(interruption);
  add_blindness(check, notes);
  add_rule_troubles(check, notes);
  add_caveats(check, notes);
  const Silenced silenced(check);
  std::size_t told = 0;
  for (std::size_t at = 0; at < silenced.silences().size() && told < silences_told_max; ++at) {
    const std::size_t paths = silenced.silences()[at].paths;
    if (paths == 0) continue;
    ++told;
    notes.push_back(
        "no alert is sent of " + count_of(paths, "path") + ": the inventory silences " +
        silence_text(check.inventory.audit.silence[at]) + "."
    );
  }
  return notes;
}

std::vector<MarkedCount> tell_counts(const diagnosis::Summary& summary) {
  std::vector<MarkedCount> counts;
  const auto count = [&](std::size_t number, const std::string& word, Mark mark) {
    if (number > 0) counts.push_back({std::to_string(number) + " " + word, mark});
  };
  count(summary.open, "open", Mark::open);
  count(summary.closed, "closed as expected", Mark::closed);
  count(summary.degraded, "degraded", Mark::degraded);
  count(summary.blocked, "blocked", Mark::blocked);
  count(summary.exposed, "exposed", Mark::exposed);
  const bool all_accepted = summary.accepted == summary.unknown;
  const std::string accepted =
      summary.accepted == 0 ? "" : " (" + std::to_string(summary.accepted) + " accepted)";
  count(summary.unknown, "unknown" + accepted, all_accepted ? Mark::accepted : Mark::unknown);
  return counts;
}

std::string summary_text(const diagnosis::Summary& summary) {
  std::string text = count_of(summary.paths, "path");
  bool first = true;
  for (const MarkedCount& count : tell_counts(summary)) {
    text += (first ? ": " : ", ") + count.words;
    first = false;
  }
  return text + ".";
}

std::string tell_outcome(const FinishedCheck& check) {
  const std::string time = " in " + seconds_text(check.took);
  const std::string paths = count_of(check.summary.paths, "path");
  const diagnosis::Failures failures = diagnosis::failures_of(check);
  if (failures.any()) {
    std::string text = "Failed: ";
    if (failures.paths > 0)
      text += std::to_string(failures.paths) + " of " + paths + time + fail_on_text(check.fail_on);
    if (failures.findings > 0)
      text += (failures.paths > 0 ? "; " : "") + std::to_string(failures.findings) +
              (failures.findings == 1 ? " finding is an error" : " findings are errors");
    return text + (failures.paths > 0 ? "" : "; " + paths + time) + ".";
  }
  if (const std::size_t unknown = check.summary.unknown - check.summary.accepted; unknown > 0)
    return "Undecided: " + std::to_string(unknown) + " of " + paths +
           (unknown == 1 ? " is" : " are") + " unknown," + time + ".";
  const bool all_well = std::ranges::all_of(check.paths, [](const diagnosis::FinishedPath& path) {
    return is_as_expected(*path.verdict);
  });
  return "Passed: " + paths + time + (all_well ? "" : fail_on_text(check.fail_on)) +
         reservations(check) + ".";
}

std::string caveats_text(diagnosis::CaveatSet caveats) {
  return join(in_order_of_telling(caveats), ", ", name_of<Caveat>);
}

}  // namespace oakprobe::report
