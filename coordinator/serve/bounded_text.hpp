#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace oakprobe::serve {

// What `write` writes; nullopt: it is longer than that, and no more of it was kept.
[[nodiscard]] std::optional<std::string> bounded_text(
    const std::function<void(std::ostream&)>& write, std::size_t bytes_max
);

}  // namespace oakprobe::serve
