#pragma once

#include "coordinator/app/check_request.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <boost/program_options.hpp>

namespace oakprobe::cli {

// How to check, and how agents are started; the same for every command that does.
void add_probing_options(boost::program_options::options_description& options);

// What of them is not given stays as it is. Throws WrongUsage.
void read_probing(const OptionReader& reader, app::CheckRequest& request);

}  // namespace oakprobe::cli
