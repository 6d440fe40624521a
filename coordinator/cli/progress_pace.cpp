#include "coordinator/cli/progress_pace.hpp"

#include "coordinator/cli/megabytes.hpp"

namespace oakprobe::cli {
namespace {

constexpr auto redraw_every = std::chrono::milliseconds(100);
constexpr auto patience = std::chrono::seconds(3);

std::string count(const check::Progress& progress, std::string_view of_what) {
  return std::to_string(progress.done) + " of " + std::to_string(progress.total) + " " +
         std::string(of_what);
}

// Once all that were to be sent are there, it is the starts that are waited for.
std::string sending_text(const check::Progress& progress) {
  if (progress.bytes >= progress.bytes_total) return "";
  return "; sending agents: " + megabytes(progress.bytes) + " of " +
         megabytes(progress.bytes_total) + " MB";
}

}  // namespace

std::string progress_text(const check::Progress& progress) {
  switch (progress.phase) {
    case check::Phase::starting:
      return "starting agents: " + count(progress, "agents") + sending_text(progress);
    case check::Phase::reading_facts:
      return "reading facts: " + count(progress, "agents");
    case check::Phase::reading_rules:
      return "reading rules: " + count(progress, "agents");
    case check::Phase::arming:
      return "arming: " + count(progress, "agents");
    case check::Phase::probing:
      return "probing " + count(progress, progress.total == 1 ? "path" : "paths");
    case check::Phase::collecting:
      return "collecting evidence: " + count(progress, "agents");
    case check::Phase::settling:
      return "waiting for ICMP errors that come late";
    case check::Phase::looking:
      return "looking closer: " + count(progress, "agents");
    case check::Phase::disarming:
      return "disarming: " + count(progress, "agents");
  }
  return "";
}

std::string waiting_text(const check::WaitedFor& waited) {
  std::string text;
  for (std::size_t at = 0; at < waited.names.size(); ++at) {
    const bool ends = at + 1 == waited.names.size() && waited.more == 0;
    text += at == 0 ? "waiting for " : ends ? " and " : ", ";
    text += waited.names[at];
  }
  if (waited.more > 0) text += " and " + std::to_string(waited.more) + " more";
  return text;
}

void ProgressPace::note(const check::Progress& progress, Time now) {
  const bool first = !shown_at_ && !pending_;
  began_ = began_ || first || progress.phase != last_.phase;
  if (began_ || progress.done != last_.done || progress.bytes != last_.bytes) progressed_at_ = now;
  last_ = progress;
  pending_ = true;
  may_wait_ = progress.done < progress.total;
}

ProgressPace::Due ProgressPace::take(Time now) {
  const bool rests = shown_at_ && !began_ && now - *shown_at_ < redraw_every;
  if (pending_ && !rests) {
    pending_ = began_ = false;
    shown_at_ = now;
    return Due::progress;
  }
  if (pending_ || !may_wait_ || now - progressed_at_ < patience) return Due::nothing;
  may_wait_ = false;
  shown_at_ = now;
  return Due::waiting;
}

std::optional<ProgressPace::Time> ProgressPace::next() const {
  if (pending_) return began_ || !shown_at_ ? progressed_at_ : *shown_at_ + redraw_every;
  if (may_wait_) return progressed_at_ + patience;
  return std::nullopt;
}

}  // namespace oakprobe::cli
