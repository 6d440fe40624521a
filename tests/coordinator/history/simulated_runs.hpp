#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::history {

extern const diagnosis::Judgement open_judgement;
extern const diagnosis::Judgement dropped_judgement;  // by the network
extern const diagnosis::Judgement refused_judgement;  // by the target's host
extern const diagnosis::Judgement lost_judgement;     // unknown: the agent was lost

// Runs of a deployment of some workers in clusters of ten, each of which has a tunnel to every
// other: "w001" and so on. All are open until something else is planted.
class SimulatedRuns {
 public:
  explicit SimulatedRuns(std::size_t workers);

  // What the next run finds of this path. nullopt: nobody came to judge it.
  void plant(std::size_t source, std::size_t target, const diagnosis::Judgement& judgement);
  [[nodiscard]] std::size_t paths() const { return check_.paths.size(); }

  // The next run, five minutes after the one before.
  [[nodiscard]] const diagnosis::FinishedCheck& run();
  // To be changed before run().
  [[nodiscard]] diagnosis::FinishedCheck& check() { return check_; }

  [[nodiscard]] static std::string worker(std::size_t number);
  [[nodiscard]] static std::string run_id(std::int64_t number);

 private:
  diagnosis::FinishedCheck check_;
  std::int64_t runs_ = 0;
};

}  // namespace oakprobe::history
