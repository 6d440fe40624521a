#pragma once

#include "../diagnosis/path_case.hpp"
#include "coordinator/telling/tell.hpp"

namespace oakprobe::diagnosis::test {

// Judges the case, and tells of it.
[[nodiscard]] inline telling::Told told(const PathCase& one) {
  return telling::tell(one.evidence(), one.judged());
}

}  // namespace oakprobe::diagnosis::test
