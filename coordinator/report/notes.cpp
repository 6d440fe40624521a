#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/troubles.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::report {
namespace {

using diagnosis::AgentState;
using diagnosis::Caveat;
using diagnosis::FinishedCheck;

constexpr std::size_t lines_max = 20;  // more are in the JSON report
constexpr std::size_t names_max = 4;

struct List {
  std::string text;
  std::size_t told = 0;
  std::size_t left = 0;

  void add(const std::string& head, const std::string& words, unsigned columns) {
    if (told == lines_max) {
      ++left;
      return;
    }
    ++told;
    text += wrapped("  " + plain(head) + ": ", plain(words), 4, columns);
  }

  [[nodiscard]] std::string under(std::string_view title, bool colour) const {
    if (told == 0) return "";
    const std::string more =
        left > 0 ? "  ... and " + std::to_string(left) + " more: see the JSON report\n" : "";
    return "\n" + heading(title, colour) + "\n\n" + text + more;
  }
};

List failed_agents(const FinishedCheck& check, unsigned columns) {
  List list;
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    const diagnosis::NodeObservation& seen = check.nodes[i].observation;
    if (seen.agent != AgentState::unreachable && seen.agent != AgentState::lost) continue;
    const std::string words = seen.agent_error.empty() ? "it left no last words" : seen.agent_error;
    list.add(
        check.inventory.nodes[i].name + " (" + std::string(to_string(seen.agent)) + ")",
        words,
        columns
    );
  }
  return list;
}

List findings(const FinishedCheck& check, unsigned columns) {
  List list;
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    for (const diagnosis::Finding& finding : check.nodes[i].findings) {
      list.add(
          check.inventory.nodes[i].name + " (" + std::string(to_string(finding.severity)) + ", " +
              finding.code + ")",
          finding.message + (finding.fix.empty() ? "" : " Fix: " + finding.fix),
          columns
      );
    }
  }
  return list;
}

// Agents that cannot open taps; empty: all can.
std::string without_taps(const FinishedCheck& check) {
  std::string names;
  std::size_t count = 0;
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    const diagnosis::NodeObservation& seen = check.nodes[i].observation;
    if (seen.agent != AgentState::reached || seen.privileged) continue;
    if (++count <= names_max)
      names += (count == 1 ? "" : ", ") + plain(check.inventory.nodes[i].name);
  }
  if (count > names_max) names += " and " + std::to_string(count - names_max) + " more";
  return names;
}

std::size_t paths_with(const FinishedCheck& check, Caveat caveat) {
  return static_cast<std::size_t>(std::count_if(
      check.paths.begin(),
      check.paths.end(),
      [&](const auto& path) {
        const auto& caveats = path.verdict.caveats;
        return std::find(caveats.begin(), caveats.end(), caveat) != caveats.end();
      }
  ));
}

std::string_view meaning_of(Caveat caveat) {
  switch (caveat) {
    case Caveat::docker_path:
      return "Oakestra's own process will take Docker's path through FORWARD and DNAT; the probes "
             "took the host's";
    case Caveat::nothing_listens_yet:
      return "closed perhaps only because nothing listens there yet; the firewall may let others "
             "through";
    case Caveat::unconfirmed:
      return "the service answered, but no agent on the target confirmed the receipt";
    case Caveat::sequence_rewritten:
      return "something on the way rewrites TCP sequence numbers";
  }
  return "";
}

}  // namespace

std::string render_notes(const FinishedCheck& check, const TerminalStyle& style) {
  const unsigned columns = std::max(style.columns, 40U);
  std::string out = failed_agents(check, columns).under("Agents that failed", style.colour) +
                    findings(check, columns).under("What is wrong on the machines", style.colour);
  std::string notes;
  const auto note = [&](const std::string& text) { notes += wrapped("Note: ", text, 6, columns); };
  if (check.interrupted) note("the check was interrupted; what is known is above.");
  if (check.inventory.release_assumed) {
    note(
        "the inventory names no Oakestra release; " + plain(check.inventory.release) +
        ", the newest known, was assumed."
    );
  }
  if (!check.exposure_checked) {
    note("exposure was not checked: the inventory has no client and no outsider.");
  }
  const diagnosis::Summary& sum = check.summary;
  const bool all_well = sum.open + sum.closed == sum.paths;
  if (const std::string names = without_taps(check); !names.empty() && !all_well) {
    note(
        "no taps, for want of CAP_NET_RAW, on " + names +
        ": where exactly a packet was dropped cannot be seen there (docs/privileges.md)."
    );
  }
  for (const Caveat caveat :
       {Caveat::docker_path,
        Caveat::nothing_listens_yet,
        Caveat::unconfirmed,
        Caveat::sequence_rewritten}) {
    const std::size_t count = paths_with(check, caveat);
    if (count == 0) continue;
    note(
        std::string(to_string(caveat)) + " at " + std::to_string(count) +
        (count == 1 ? " path: " : " paths: ") + std::string(meaning_of(caveat)) + "."
    );
  }
  return notes.empty() ? out : out + "\n" + notes;
}

}  // namespace oakprobe::report
