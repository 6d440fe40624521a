#include "coordinator/diagnosis/verdict.hpp"

namespace oakprobe::diagnosis {

std::vector<Caveat> in_order_of_telling(CaveatSet caveats) {
  std::vector<Caveat> told;
  for (const Caveat caveat :
       {Caveat::nothing_listens_yet,
        Caveat::unconfirmed,
        Caveat::docker_path,
        Caveat::sequence_rewritten})
    if (caveats.has(caveat)) told.push_back(caveat);
  return told;
}

}  // namespace oakprobe::diagnosis
