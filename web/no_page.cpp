#include "web/page_parts.hpp"

namespace oakprobe::web {

std::span<const serve::PagePart> page_parts() { return {}; }
std::string_view single_script() { return {}; }
std::string_view single_style() { return {}; }
std::string_view single_icon() { return {}; }

}  // namespace oakprobe::web
