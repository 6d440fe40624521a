#pragma once

#include "coordinator/app/choose_plan.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <boost/program_options.hpp>

#include <span>
#include <string>
#include <vector>

// --plan and --state, of the commands that choose which paths are tried.
namespace oakprobe::cli {

// "--plan rotate K" is one option of two words: to be made before the options are read.
[[nodiscard]] std::vector<std::string> with_whole_plans(std::span<const std::string> arguments);

void add_plan_options(boost::program_options::options_description& options);

// Throws WrongUsage.
[[nodiscard]] app::PlanChoice read_plan(const OptionReader& reader);

}  // namespace oakprobe::cli
