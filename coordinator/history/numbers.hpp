#pragma once

#include "coordinator/history/book.hpp"

#include <string>

namespace oakprobe::history {

// The number of what somebody asks for by name, without all others being read; 0: nobody ever wrote
// it down. Within a transaction.
[[nodiscard]] Number find_name(soci::session& session, const std::string& name);
[[nodiscard]] Number find_deployment(soci::session& session, const std::string& name);

}  // namespace oakprobe::history
