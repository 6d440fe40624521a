#pragma once

#include "coordinator/app/audit.hpp"
#include "coordinator/app/stored_audit.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <boost/program_options.hpp>

namespace oakprobe::cli {

// How often to check, and what to believe.
void add_audit_options(boost::program_options::options_description& options);

// The request's check stays as it is. Throws WrongUsage.
void read_audit_options(const OptionReader& reader, app::AuditRequest& request);

// Where what is found goes. Throws WrongUsage.
[[nodiscard]] app::AuditPlaces read_audit_places(const OptionReader& reader);

// A span of time; nullopt: it is not given. Throws WrongUsage.
[[nodiscard]] std::optional<std::chrono::seconds> read_duration(
    const OptionReader& reader, const std::string& name
);

}  // namespace oakprobe::cli
