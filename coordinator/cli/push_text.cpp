#include "coordinator/cli/push_text.hpp"

#include "coordinator/cli/megabytes.hpp"

namespace oakprobe::cli {

std::string push_text(const app::PushAnnouncement& push) {
  return "sends the agent (" + megabytes(push.each.bytes) + " MB" +
         (push.each.packed ? ", compressed" : "") + ") to " + std::to_string(push.nodes) +
         " nodes: " + (push.kept ? "at most " : "") + megabytes(push.nodes * push.each.bytes) +
         " MB";
}

}  // namespace oakprobe::cli
