#pragma once

#include "base/utc_time.hpp"
#include "coordinator/app/failure.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/history/rollup.hpp"
#include "inventory/audit_settings.hpp"

#include <optional>
#include <string>

namespace oakprobe::app {

// A wrong or missing history is a wrong input; one that can't be used is not.
[[nodiscard]] Failure failure_of(const history::Trouble& trouble);

// nullopt: the history that is meant where none is named.
[[nodiscard]] OrFailure<history::Database> open_history(
    const std::optional<std::string>& written, history::IfMissing missing
);

// What runs of an inventory are compared by: its file's full name; "-" where there is no file.
[[nodiscard]] std::string deployment_of(const std::string& inventory);

// How long a history keeps what; what is not asked for, as it does by itself.
[[nodiscard]] history::Keep keep_of(const inventory::Keep& asked);

[[nodiscard]] UtcSeconds now();

}  // namespace oakprobe::app
