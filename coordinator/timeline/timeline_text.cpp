#include "coordinator/timeline/timeline_text.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace oakprobe::timeline {
namespace {

constexpr std::size_t bar_width = 12;
constexpr std::size_t outcome_width = 11;

// "2026-11-30 07:51", as all times here are UTC.
std::string minute_text(UtcSeconds moment) {
  std::string text = utc_text(moment).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

// "2d 3h", "5m 10s": its two largest units.
std::string length_text(UtcSeconds length) {
  struct Unit {
    const char* name;
    std::int64_t seconds;
  };
  constexpr std::array<Unit, 5> units{
      {{"y", 365 * 86'400}, {"d", 86'400}, {"h", 3'600}, {"m", 60}, {"s", 1}}};
  std::int64_t left = std::max<std::int64_t>(0, length.count());
  for (std::size_t at = 0; at < units.size(); ++at) {
    if (left < units[at].seconds && at + 1 < units.size()) continue;
    std::string text = std::to_string(left / units[at].seconds) + units[at].name;
    left %= units[at].seconds;
    if (at + 1 == units.size() || left < units[at + 1].seconds) return text;
    return text + " " + std::to_string(left / units[at + 1].seconds) + units[at + 1].name;
  }
  return "0s";
}

// Shares of the bar; what is there at all is seen.
std::string bar_of(const diagnosis::Summary& sums) {
  struct Part {
    char mark;
    std::size_t paths;
  };
  const std::array<Part, 3> parts{
      {{'x', sums.blocked + sums.exposed}, {'~', sums.degraded}, {'?', sums.unknown}}};
  std::string bar;
  for (const Part& part : parts) {
    if (part.paths == 0 || sums.paths == 0) continue;
    const double share = static_cast<double>(part.paths) / static_cast<double>(sums.paths);
    const auto width = static_cast<std::size_t>(std::lround(share * double{bar_width}));
    bar.append(std::clamp<std::size_t>(width, 1, bar_width), part.mark);
  }
  bar.resize(std::min(bar.size(), bar_width));
  return std::string(bar_width - bar.size(), '#') + bar;
}

std::string path_text(const ChangedPath& path) {
  return printable(path.flow) + "  " + printable(path.source) + " to " + printable(path.target);
}

std::string change_text(const ChangedPath& path) {
  std::string text = "  " + path_text(path) + ": ";
  if (path.after) text += outcome_text(*path.after);
  if (path.after && path.before) text += "; was ";
  if (path.before) text += outcome_text(*path.before);
  return text + "\n";
}

template <class T, class TextOf>
void add_list(
    std::string& out, std::string_view title, const std::vector<T>& all, const TextOf& text_of
) {
  if (all.empty()) return;
  out.append("\n").append(title).append(": ").append(std::to_string(all.size())).append("\n");
  const std::size_t shown = std::min(all.size(), listed_paths_max);
  for (std::size_t at = 0; at < shown; ++at) out += text_of(all[at]);
  if (shown < all.size())
    out += "  and " + std::to_string(all.size() - shown) + " more; --json lists them all\n";
}

std::string head_text(const RunHead& head) {
  return printable(head.id) + " (" + minute_text(head.started) + ")";
}

std::string milliseconds_text(std::uint32_t microseconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f ms", microseconds / 1'000.0);
  return text.data();
}

std::string slower_text(const Slower& slower) {
  const auto end = [&](const std::string& name) {
    if (!slower.clusters) return printable(name);
    if (name == "*") return std::string("all clusters");
    return name.empty() ? std::string("no cluster") : "cluster " + printable(name);
  };
  return "  " + printable(slower.flow) + "  " + end(slower.from) + " to " + end(slower.to) + ": " +
         milliseconds_text(slower.after_us) + "; was " + milliseconds_text(slower.before_us) + "\n";
}

}  // namespace

std::string runs_text(const std::vector<RunLine>& runs) {
  if (runs.empty()) return "No run of that time is stored.\n";
  std::string out;
  const std::string* deployment = nullptr;
  for (const RunLine& run : runs) {
    if (deployment == nullptr || *deployment != run.deployment) {
      deployment = &run.deployment;
      out += (out.empty() ? "" : "\n") + printable(run.deployment) + ", times are UTC\n";
    }
    const std::size_t fine = run.summary.open + run.summary.closed;
    out += minute_text(run.started) + "  " + padded(printable(run.id), 16) + "  " +
           padded(std::string(name_of(run.outcome)), outcome_width) + "  [" + bar_of(run.summary) +
           "]  " + std::to_string(fine) + " of " + std::to_string(run.summary.paths) + "\n";
  }
  return out;
}

std::string lives_text(const std::vector<Life>& lives, UtcSeconds from, UtcSeconds to) {
  std::string out;
  for (const Life& life : lives) {
    out += (out.empty() ? "" : "\n") + printable(life.name);
    if (const auto share = share_fine(life, from, to)) {
      std::array<char, 64> text{};
      // Rounded down: 100 % is all of it.
      const double percent = std::floor(*share * 10'000) / 100;
      std::snprintf(text.data(), text.size(), ": %.2f %% of the known time as expected", percent);
      out += text.data();
    }
    out += "\n";
    for (const LifeSpan& span : life.spans) {
      const std::string length =
          span.until ? length_text(*span.until - span.since) : std::string("until now");
      out += "  " + minute_text(span.since) + "  " + right_aligned(length, 9) + "  " +
             (span.unknown ? "  " : "") + printable(span.words) + "\n";
    }
  }
  return out;
}

std::string difference_text(const Difference& difference) {
  std::string out = "From run " + head_text(difference.before) + "\n  to run " +
                    head_text(difference.after) + ", times are UTC\n";
  const auto node_text = [](const std::string& name) { return "  " + printable(name) + "\n"; };
  add_list(out, "Newly broken", difference.broken, change_text);
  add_list(out, "Mended", difference.mended, change_text);
  add_list(out, "Changed", difference.changed, change_text);
  add_list(out, "Unknown now", difference.unknown, change_text);
  add_list(out, "Known again", difference.known, change_text);
  add_list(out, "Slower by more than half", difference.slower, slower_text);
  add_list(out, "New nodes", difference.appeared_nodes, node_text);
  add_list(out, "Vanished nodes", difference.vanished_nodes, node_text);
  add_list(out, "New paths", difference.appeared, change_text);
  add_list(out, "Vanished paths", difference.vanished, change_text);
  if (difference.empty()) out += "\nNothing changed.\n";
  return out;
}

}  // namespace oakprobe::timeline
