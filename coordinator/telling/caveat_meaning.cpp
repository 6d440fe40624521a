#include "coordinator/telling/caveat_meaning.hpp"

namespace oakprobe::telling {

std::string_view meaning_of(Caveat caveat) {
  switch (caveat) {
    case Caveat::docker_path:
      return "Oakestra's own process will take Docker's path through FORWARD and DNAT; the probes "
             "took the host's";
    case Caveat::nothing_listens_yet:
      return "closed perhaps only because nothing listens there yet; the firewall may let others "
             "through";
    case Caveat::unconfirmed:
      return "the service answered, but no agent on the target confirmed the receipt";
    case Caveat::sequence_rewritten:
      return "something on the way rewrites TCP sequence numbers: a firewall, or a SYN proxy that "
             "answers in the target's name before it asks the target";
  }
  return "";
}

}  // namespace oakprobe::telling
