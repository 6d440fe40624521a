#pragma once

#include "coordinator/history/database_place.hpp"

namespace soci {
class soci_error;
}

namespace oakprobe::history {

// What a database's error means for whoever wants the history, and what is to be done.
[[nodiscard]] Trouble trouble_of(const soci::soci_error& error, const DatabasePlace& place);

}  // namespace oakprobe::history
