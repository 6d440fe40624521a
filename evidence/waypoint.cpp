#include "evidence/waypoint.hpp"

namespace oakprobe::evidence {

std::string_view to_string(Waypoint waypoint) {
  static constexpr std::array<std::string_view, waypoint_count> names{
      "sent",
      "left-source",
      "reached-target",
      "admitted",
      "delivered",
      "answered",
      "answer-left",
      "answer-reached",
      "answer-admitted",
      "answer-delivered",
  };
  return names[static_cast<std::size_t>(waypoint)];
}

}  // namespace oakprobe::evidence
