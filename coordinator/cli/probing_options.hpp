#pragma once

#include "coordinator/app/check_request.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <boost/program_options.hpp>

#include <cstdint>
#include <span>

namespace oakprobe::cli {

// How to check, and how agents are started; the same for every command that does.
void add_probing_options(boost::program_options::options_description& options);

// What of them is not given stays as it is. Throws WrongUsage.
void read_probing(const OptionReader& reader, app::CheckRequest& request);

// Of them those that say how agents are started: for a command that probes nothing.
void add_agent_options(boost::program_options::options_description& options);

// The names of those, and of no other.
[[nodiscard]] std::span<const char* const> agent_option_names();

// So. Throws WrongUsage.
[[nodiscard]] app::AgentOptions read_agent_options(const OptionReader& reader);
[[nodiscard]] std::uint32_t read_agents_at_once(const OptionReader& reader);

}  // namespace oakprobe::cli
