#pragma once

#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <optional>

namespace oakprobe::diagnosis {

// summarize(), in slices of some milliseconds.
class Summing {
 public:
  // The check outlives it; meanwhile nothing else of it is changed.
  explicit Summing(FinishedCheck& check);

  // The next slice; false: all is summed up.
  [[nodiscard]] bool advance();

 private:
  void count(std::size_t end);

  FinishedCheck& check_;
  std::size_t next_ = 0;  // path to be counted
  std::optional<CommonCauses> causes_;
};

}  // namespace oakprobe::diagnosis
