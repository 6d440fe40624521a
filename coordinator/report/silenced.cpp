#include "coordinator/report/silenced.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/report/story.hpp"

#include <algorithm>
#include <span>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;

constexpr std::size_t silences_named_max = 3;  // that mute one thing
constexpr std::size_t entries_named_max = 8;

// When it was over; of one that is not yet, when it began.
UtcSeconds time_of(const FinishedCheck& check) {
  if (const auto finished = parse_utc(check.finished)) return *finished;
  return parse_utc(check.started).value_or(UtcSeconds(0));
}

template <class Positions>
std::string texts_of(const FinishedCheck& check, const Positions& positions) {
  std::vector<std::string> texts;
  for (const std::size_t at : positions)
    texts.push_back(silence_text(check.inventory.audit.silence[at]));
  return listed(texts, silences_named_max, "; ");
}

std::string effect_of(const Silenced::One& silence) {
  if (silence.state != SilenceState::muting)
    return "mutes nothing: " + std::string(words_of(silence.state));
  std::vector<std::string> entries;
  for (const std::size_t cause : silence.causes) entries.push_back(std::to_string(cause + 1));
  return "mutes " + count_of(silence.paths, "path") + ", told under " +
         listed(entries, entries_named_max);
}

}  // namespace

Silenced::Silenced(const FinishedCheck& check)
    : check_(check),
      active_(check.inventory, time_of(check)),
      silences_(check.inventory.audit.silence.size()),
      muted_of_(check.causes.size()) {
  if (silences_.empty()) return;
  for (std::size_t path = 0; path < check.paths.size(); ++path) {
    const auto cause = check.paths.cause_at(path);
    if (!cause) continue;
    const auto by = active_.that_mute(check.paths.id_at(path));
    muted_of_[*cause] += by.empty() ? 0 : 1;
    for (const std::size_t at : by) {
      ++silences_[at].paths;
      silences_[at].causes.insert(*cause);
    }
  }
  for (std::size_t at = 0; at < silences_.size(); ++at)
    if (silences_[at].paths == 0)
      silences_[at].state =
          state_of(check.inventory, check.inventory.audit.silence[at], time_of(check));
}

std::string Silenced::text_of_cause(std::size_t cause) const {
  if (muted_of_[cause] == 0) return "";
  std::vector<std::size_t> by;
  for (std::size_t at = 0; at < silences_.size(); ++at)
    if (silences_[at].causes.contains(cause)) by.push_back(at);
  const std::size_t paths = check_.causes[cause].paths;
  const std::string some = muted_of_[cause] == paths ? ""
                                                     : std::to_string(muted_of_[cause]) + " of " +
                                                           count_of(paths, "path") + ", by ";
  return some + texts_of(check_, by);
}

bool Silenced::mutes(std::size_t path) const {
  return check_.paths.cause_at(path) && !active_.that_mute(check_.paths.id_at(path)).empty();
}

std::string Silenced::text_of_path(std::size_t path) const {
  if (!check_.paths.cause_at(path)) return "";
  return texts_of(check_, active_.that_mute(check_.paths.id_at(path)));
}

std::string silence_text(const inventory::Silence& silence) {
  std::vector<std::string> what;
  const auto add = [&](std::string_view key, const std::optional<std::string>& name) {
    if (name) what.push_back(std::string(key) + " " + *name);
  };
  add("flow", silence.flow);
  add("source", silence.source);
  add("target", silence.target);
  add("node", silence.node);
  return join(what) + " until " + utc_text(silence.until.time_since_epoch()) + " (" +
         excerpt(silence.why) + ")";
}

std::string_view words_of(SilenceState state) {
  switch (state) {
    case SilenceState::over:
      return "it is over";
    case SilenceState::empty:
      return "there is no such path";
    case SilenceState::idle:
      return "nothing is wrong there";
    case SilenceState::muting:
      break;
  }
  return "";
}

SilenceState state_of(
    const inventory::Inventory& inventory, const inventory::Silence& silence, UtcSeconds now
) {
  if (is_over(silence, now)) return SilenceState::over;
  return has_paths(inventory, silence) ? SilenceState::idle : SilenceState::empty;
}

Json silence_json(const inventory::Silence& silence, const Silenced::One& effect) {
  Json json;
  put_text(json, "flow", silence.flow.value_or(""));
  put_text(json, "source", silence.source.value_or(""));
  put_text(json, "target", silence.target.value_or(""));
  put_text(json, "node", silence.node.value_or(""));
  json["until"] = utc_text(silence.until.time_since_epoch());
  json["why"] = silence.why;
  json["state"] = name_of(effect.state);
  json["paths"] = effect.paths;
  for (const std::size_t cause : effect.causes) json["causes"].push_back(cause + 1);
  return json;
}

NamedList tell_silences(const FinishedCheck& check) {
  NamedList list{"Silences (no alert; verdicts stay)", {}, 0};
  const Silenced silenced(check);
  for (std::size_t at = 0; at < silenced.silences().size(); ++at) {
    if (at >= silences_told_max)
      ++list.left;
    else
      list.lines.push_back(
          {silence_text(check.inventory.audit.silence[at]), effect_of(silenced.silences()[at])}
      );
  }
  return list;
}

}  // namespace oakprobe::report
