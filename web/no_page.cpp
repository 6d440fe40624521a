#include "web/page_parts.hpp"

namespace oakprobe::web {

std::span<const serve::PagePart> page_parts() { return {}; }
std::string_view single_script() { return {}; }
std::string_view single_style() { return {}; }

}  // namespace oakprobe::web
