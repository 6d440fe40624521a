#include "coordinator/alerts/alert_book.hpp"

#include "base/listing.hpp"
#include "base/utc_time.hpp"
#include "coordinator/alerts/cause_story.hpp"
#include "coordinator/diagnosis/common_causes.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/silences.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace oakprobe::alerts {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::Status;

constexpr std::size_t nobody = ~std::size_t{0};

// What became of an alert's tracked paths.
struct Fate {
  std::map<std::size_t, std::size_t> in_cause;  // how many are troubled by which
  bool lives = false;    // of one, what this run saw and what is believed are not the same
  bool untried = false;  // nothing is known of any
};

Fate fate_of(const Alert& alert, const BelievedRun& run, const inventory::NameTable& names) {
  Fate fate;
  std::size_t known = 0;
  for (const PathName& name : alert.cause.tracked) {
    const auto path = names.find(name);
    if (!path) {
      ++known;  // nobody dials it any more
      continue;
    }
    const auto index = run.check.paths.find(*path);
    if (!index) continue;
    const diagnosis::Judgement& judgement = *run.check.paths.state_at(*index).verdict;
    if (judgement.status == Status::unknown) continue;
    ++known;
    if (judgement.status == Status::open && judgement.cause) continue;  // worth knowing, no trouble
    const auto cause = run.check.paths.cause_at(*index);
    if (cause && run.is_troubled(*path))
      ++fate.in_cause[*cause];
    else
      fate.lives |= cause || run.is_troubled(*path);  // one of them is to be confirmed yet
  }
  fate.untried = known == 0;
  return fate;
}

struct Match {
  bool same_kind = false;
  std::size_t common = 0;  // tracked paths
  std::size_t alert = 0;
  std::size_t cause = 0;
};

std::string kind_text(const CauseStory& story) {
  return std::string(name_of(story.status)) + " " +
         (story.cause ? std::string(name_of(*story.cause)) : "");
}

Alert new_alert(const BelievedRun& run, std::size_t cause, CauseStory story) {
  Alert alert;
  alert.id = run.check.run_id + "-" + std::to_string(cause + 1);
  alert.since = alert.changed = utc_text(UtcSeconds(run.now));
  alert.run = run.check.run_id;
  alert.inventory = run.check.deployment;
  alert.labels = {
      {"alertname", "OakprobePaths"},
      {"cause", story.cause ? std::string(name_of(*story.cause)) : ""},
      {"where", join(story.where.in_order(), ",", name_of<diagnosis::Segment>)},
      {"flow", story.flow},
      {"node", story.node},
      {"inventory", alert.inventory},
      {"severity", story.status == Status::degraded ? "warning" : "critical"},
      {"id", alert.id},
  };
  std::erase_if(alert.labels, [](const auto& label) { return label.second.empty(); });
  alert.cause = std::move(story);
  return alert;
}

class Update {
 public:
  Update(std::vector<Alert>& alive, const BelievedRun& run)
      : alive_(alive),
        run_(run),
        names_(run.check.inventory),
        silences_(run.check.inventory, UtcSeconds(run.now)),
        members_(diagnosis::members_of_causes(run.check)),
        stories_(run.check.causes.size()),
        owner_(run.check.causes.size(), nobody),
        cause_of_(alive.size(), nobody) {
    for (std::size_t i = 0; i < stories_.size(); ++i)
      if (run.confirmed.at(i) && is_told(run.check.causes[i]) && !members_[i].empty())
        stories_[i] = story_of(run.check, run.check.causes[i], members_[i]);
    for (const Alert& alert : alive_) fates_.push_back(fate_of(alert, run_, names_));
  }

  [[nodiscard]] std::size_t left_out() const { return left_out_; }

  [[nodiscard]] std::vector<AlertChange> changes() {
    match();
    end_what_is_over();
    for (std::size_t i = 0; i < cause_of_.size(); ++i)
      if (cause_of_[i] != nobody) go_on(alive_[i], cause_of_[i]);
    for (std::size_t cause = 0; cause < stories_.size(); ++cause)
      if (stories_[cause] && owner_[cause] == nobody) begin(cause);
    std::erase_if(alive_, [](const Alert& alert) { return !alert.firing; });
    return std::move(changes_);
  }

 private:
  // What has the same in common first, then what has the most paths in common.
  void match() {
    std::vector<Match> matches;
    for (std::size_t alert = 0; alert < alive_.size(); ++alert) {
      for (std::size_t cause = 0; cause < stories_.size(); ++cause) {
        if (!stories_[cause]) continue;
        const CauseStory& old = alive_[alert].cause;
        const CauseStory& now = *stories_[cause];
        const bool same_kind =
            old.status == now.status && old.cause == now.cause && old.subject == now.subject;
        const auto shared = fates_[alert].in_cause.find(cause);
        const std::size_t common = shared == fates_[alert].in_cause.end() ? 0 : shared->second;
        if (same_kind || common > 0) matches.push_back({same_kind, common, alert, cause});
      }
    }
    // Paths in common say more than a like kind, of which there may be several.
    std::ranges::stable_sort(matches, std::ranges::greater(), [](const Match& match) {
      return std::pair(match.common + (match.same_kind ? tracked_max : 0), match.common);
    });
    for (const Match& match : matches) {
      if (cause_of_[match.alert] != nobody || owner_[match.cause] != nobody) continue;
      cause_of_[match.alert] = match.cause;
      owner_[match.cause] = match.alert;
    }
  }

  void end_what_is_over() {
    for (std::size_t i = 0; i < alive_.size(); ++i) {
      const Fate& fate = fates_[i];
      if (cause_of_[i] != nobody || fate.lives || fate.untried) continue;
      std::string joined;
      bool lives = false;
      for (const auto& [cause, paths] : fate.in_cause) {
        if (owner_[cause] == nobody)
          lives = true;  // troubled, and the cause that this run gives is nobody's
        else if (joined.empty())
          joined = alive_[owner_[cause]].id;
      }
      if (lives) continue;
      Alert& alert = alive_[i];
      alert.firing = false;
      alert.joined = joined;
      tell(alert, alert.told);
    }
  }

  void go_on(Alert& alert, std::size_t cause) {
    const Alert before = alert;
    CauseStory& story = *stories_[cause];
    // Paths whose cause alternates are not told each time: another one counts once it stays.
    const std::string kind = kind_text(story);
    const bool is_other = kind != alert.told_as && kind == kind_text(alert.cause);
    alert.cause = std::move(story);
    alert.muted = is_muted_whole(cause);
    if (!alert.muted && (is_other || !alert.told))
      tell(alert, true);
    else if (alert != before)
      changes_.push_back({alert, false});
  }

  void begin(std::size_t cause) {
    if (alive_.size() >= alerts_max) {
      ++left_out_;
      return;
    }
    Alert alert = new_alert(run_, cause, std::move(*stories_[cause]));
    alert.muted = is_muted_whole(cause);
    tell(alert, !alert.muted);
    alive_.push_back(std::move(alert));
  }

  void tell(Alert& alert, bool is_message) {
    if (is_message) {
      alert.told = true;
      alert.told_as = kind_text(alert.cause);
      ++alert.sent;
      alert.changed = utc_text(UtcSeconds(run_.now));
      alert.run = run_.check.run_id;
    }
    changes_.push_back({alert, is_message});
  }

  [[nodiscard]] bool is_muted_whole(std::size_t cause) const {
    return std::ranges::none_of(members_[cause], [&](std::size_t member) {
      return silences_.that_mute(run_.check.paths.id_at(member)).empty();
    });
  }

  std::vector<Alert>& alive_;
  const BelievedRun& run_;
  inventory::NameTable names_;
  inventory::Silences silences_;
  std::vector<std::vector<std::size_t>> members_;
  std::vector<std::optional<CauseStory>> stories_;  // of the causes that somebody is told of
  std::vector<std::size_t> owner_;                  // of each cause: its alert
  std::vector<std::size_t> cause_of_;               // of each alert that was there
  std::vector<Fate> fates_;                         // so
  std::vector<AlertChange> changes_;
  std::size_t left_out_ = 0;
};

}  // namespace

std::vector<AlertChange> AlertBook::update(const BelievedRun& run) {
  Update update(alive_, run);
  auto changes = update.changes();
  left_out_ = update.left_out();
  return changes;
}

}  // namespace oakprobe::alerts
