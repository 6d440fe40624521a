#pragma once

#include "coordinator/report/json_text.hpp"
#include "coordinator/telling/marked_text.hpp"

namespace oakprobe::report {

// json["fix"], and json["fix_commands"]: the commands in it, as they stand there and in that order.
// Nothing of an empty fix, and no list without a command.
void put_fix(Json& json, const telling::MarkedText& fix);

}  // namespace oakprobe::report
