#include "coordinator/serve/bounded_answer.hpp"

#include "coordinator/serve/bounded_text.hpp"
#include "coordinator/serve/refused.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::serve {

Answer bounded_answer(
    const std::function<void(std::ostream&)>& write,
    std::size_t bytes_max,
    std::string_view too_long
) {
  auto text = bounded_text(write, std::min(bytes_max, answer_bytes_max));
  if (text) return {200, std::move(*text)};
  if (bytes_max < answer_bytes_max)
    refuse(503, busy, "answers that others still read leave no room for this one; ask again soon");
  refuse(413, "too-long", too_long);
}

}  // namespace oakprobe::serve
