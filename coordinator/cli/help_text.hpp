#pragma once

#include <string>
#include <string_view>

namespace oakprobe::cli {

// What --help prints. Kept by hand, not by the options library: it is read at night.
[[nodiscard]] std::string_view general_help();
[[nodiscard]] std::string check_help();
[[nodiscard]] std::string_view audit_help();
[[nodiscard]] std::string explain_help();
[[nodiscard]] std::string_view plan_help();
[[nodiscard]] std::string_view firewall_help();
[[nodiscard]] std::string report_help();
[[nodiscard]] std::string_view validate_help();
[[nodiscard]] std::string_view history_help();
[[nodiscard]] std::string_view difference_help();
[[nodiscard]] std::string_view serve_help();

}  // namespace oakprobe::cli
