#pragma once

#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/findings.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/known_path.hpp"
#include "coordinator/diagnosis/summarize.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::check {

// An unfinished check: its paths without evidence, its nodes without an agent.
[[nodiscard]] diagnosis::FinishedCheck begin_check(inventory::Inventory inventory);

// Adds a path behind all others, before evidence comes in: in order of flow, source, target.
// Before its target told facts: note_facts() follows.
void add_path(diagnosis::FinishedCheck& check, const inventory::ExpectedPath& expected);
void add_path(diagnosis::FinishedCheck& check, const DialledPath& dialled, unsigned round = 0);

// Notes of paths that were added before what the targets' facts make of them: the address of
// `auto`, and the port that a tunnel's tuncfg.json names.
void note_facts(diagnosis::FinishedCheck& check);

// Notes what listens where paths lead, and how that is dialled: when the targets are armed, and
// again when paths were added.
void note_ends(diagnosis::FinishedCheck& check);

// Rounds of the probing, beside diagnosis::later_questions_round.
inline constexpr unsigned planned_round = 0;
using diagnosis::later_questions_round;
inline constexpr unsigned drilled_rounds_max = 3;

// By NodeId, a bit for each round of the probing: its agent dialled what the round gave it, and
// waited to the end.
using ProbedRounds = std::vector<std::uint8_t>;

// Judges every path by the evidence that came in, and sums up; again, when more has come in: then
// only those that it concerns. In slices of a few milliseconds, so that whoever must keep agents
// alive has a turn between two of them. Where an interruption cut the probing of a path short, an
// attempt without an answer tells nothing.
class Judging {
 public:
  // The check outlives it, and gets its evidence by EvidenceCollector.
  explicit Judging(diagnosis::FinishedCheck& check);

  // By what is known now; also where the last one was not brought to its end. Until it is done
  // nothing of the check is changed, nor told.
  void begin(const ProbedRounds& probed);
  // The next slice; false: all is judged and summed up.
  [[nodiscard]] bool advance();

  // How many paths were judged so far, those that were judged again each time.
  [[nodiscard]] std::uint64_t judged() const { return judged_; }

 private:
  // What judgements of all of a node's paths follow from.
  struct Known {
    diagnosis::AgentState agent{};
    bool privileged = false;
    bool evidence_complete = false;
    std::uint32_t told = 0;
    std::string agent_error;

    friend bool operator==(const Known&, const Known&) = default;
  };

  [[nodiscard]] bool is_judged(std::size_t at, const PathId& id) const;
  void judge_slice();

  diagnosis::FinishedCheck& check_;
  ProbedRounds probed_;
  SharePool<diagnosis::Judgement> verdicts_;
  std::size_t next_ = 0;
  std::uint64_t judged_ = 0;
  std::optional<diagnosis::FindingSearch> findings_;
  std::optional<diagnosis::Summing> summing_;
  // By NodeId.
  std::vector<Known> known_;
  std::vector<bool> changed_;  // since all was judged
  bool finished_ = true;       // all is
};

// The same at once.
void judge_paths(diagnosis::FinishedCheck& check, const ProbedRounds& probed);

}  // namespace oakprobe::check
