#include "coordinator/report/evidence_text.hpp"

#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/report/journey_text.hpp"
#include "coordinator/telling/error_text.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using evidence::Waypoint;

bool is_same(const evidence::IcmpError& a, const evidence::IcmpError& b) {
  return a.type == b.type && a.code == b.code && a.from == b.from;
}

constexpr std::size_t notes_max = 3;

// What failed attempts were told, most often first: "ICMP 3/13 (…) from 192.0.2.1 (6 times)".
std::vector<std::string> notes_of(
    const FinishedCheck& check, const std::vector<std::size_t>& paths
) {
  std::map<std::string, int> counts;
  for (const std::size_t index : paths) {
    const FinishedPath& path = check.paths[index];
    if (!path.dial) continue;
    if (path.dial->service && !path.dial->service->said.empty()) {
      ++counts["answers " + path.dial->service->said];
    }
    for (const evidence::DialFailure& failure : path.dial->failures) {
      std::string note;
      if (failure.icmp) {
        note = diagnosis::describe(*failure.icmp) + " from " +
               unmapped(failure.icmp->from).to_string();
      } else if (failure.stage == evidence::DialStage::resolve) {
        note = telling::resolver_text(failure.error);
      } else if (failure.error != 0) {
        note = telling::errno_text(failure.error);
      } else if (failure.foreign_answer) {
        note = "a foreign answer";
      } else if (failure.end_of_stream) {
        note = "closed without an answer";
      }
      if (!note.empty()) ++counts[note];
    }
  }
  std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second > b.second;
  });
  std::vector<std::string> notes;
  for (const auto& [note, count] : sorted) {
    if (notes.size() == notes_max) break;
    notes.push_back(note + (count > 1 ? " (" + std::to_string(count) + " times)" : ""));
  }
  return notes;
}

}  // namespace

std::optional<evidence::IcmpError> icmp_of(const FinishedPath& path) {
  if (!path.dial) return std::nullopt;
  std::optional<evidence::IcmpError> best;
  std::ptrdiff_t most = 0;
  const auto& failures = path.dial->failures;
  for (const evidence::DialFailure& failure : failures) {
    if (!failure.icmp) continue;
    const auto count = std::count_if(failures.begin(), failures.end(), [&](const auto& other) {
      return other.icmp && is_same(*other.icmp, *failure.icmp);
    });
    if (count > most) {
      most = count;
      best = failure.icmp;
    }
  }
  return best;
}

std::optional<IpAddress> nat_of(const FinishedCheck& check, const FinishedPath& path) {
  const auto source = index_of(path.id.source);
  const auto target = index_of(path.id.target);
  if (source >= check.nodes.size() || target >= check.nodes.size()) return std::nullopt;
  const auto dialled = path.dialled();
  const bool nat =
      dialled && diagnosis::is_behind_nat(
                     check.nodes[source].observation, check.nodes[target].observation, *dialled
                 );
  return nat ? dialled : std::nullopt;
}

std::string seen_text(const FinishedCheck& check, const std::vector<std::size_t>& paths) {
  if (paths.empty()) return "";
  const JourneyEnds first = ends_of(check, check.paths[paths.front()]);
  JourneyEnds ends = first;
  for (const std::size_t index : paths) {
    const JourneyEnds other = ends_of(check, check.paths[index]);
    if (other.source != first.source) ends.source = "their sources";
    if (other.target != first.target) ends.target = "their targets";
    if (other.taker != first.taker) ends.taker = "a program";
  }
  const JourneyCounts counts = journey_counts(check, paths);
  const std::string back = way_back_text(counts, ends);
  std::string text = way_there_text(counts, ends);
  if (!back.empty()) text += "; of the answers " + back;
  const std::string notes = notes_text(check, paths);
  return text + (text.empty() || notes.empty() ? "" : "; ") + notes;
}

std::string counts_text(const FinishedCheck& check, const std::vector<std::size_t>& paths) {
  const JourneyCounts counts = journey_counts(check, paths);
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!counts[i]) continue;
    text += (text.empty() ? "" : ", ") + std::string(name_of(static_cast<Waypoint>(i))) + " " +
            std::to_string(*counts[i]);
  }
  return text;
}

std::string notes_text(const FinishedCheck& check, const std::vector<std::size_t>& paths) {
  std::string text;
  for (const std::string& note : notes_of(check, paths)) {
    text += (text.empty() ? "" : "; ") + note;
  }
  return text;
}

std::string endpoint_text(const IpAddress& address, std::uint16_t port) {
  const IpAddress plain_address = unmapped(address);
  const std::string text = plain_address.to_string();
  return (plain_address.is_v6() ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

}  // namespace oakprobe::report
