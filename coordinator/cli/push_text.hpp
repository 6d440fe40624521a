#pragma once

#include "coordinator/app/push_announcement.hpp"

#include <string>

namespace oakprobe::cli {

// "sends the agent (1.8 MB, compressed) to 300 nodes: 540 MB"
[[nodiscard]] std::string push_text(const app::PushAnnouncement& push);

}  // namespace oakprobe::cli
