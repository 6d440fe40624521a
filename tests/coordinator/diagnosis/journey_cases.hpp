#pragma once

#include "path_case.hpp"

#include <utility>

namespace oakprobe::diagnosis::test {

// Its probes came to the target's own filters.
inline PathCase arrived(PathCase one) {
  return one.tapped().saw(
      {evidence::Sight::left, evidence::Sight::reached, evidence::Sight::past_ingress}
  );
}

// And those let them in.
inline PathCase admitted(PathCase one) {
  PathCase there = arrived(std::move(one));
  return there.saw({evidence::Sight::admitted});
}

}  // namespace oakprobe::diagnosis::test
