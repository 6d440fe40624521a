#include "coordinator/fleet/last_words.hpp"

#include "base/printable.hpp"

namespace oakprobe::fleet {

void OutputTail::add(std::string_view bytes) {
  tail_ += bytes;
  if (password_) tail_ = password_->hidden_in(tail_);  // while it is whole
  if (tail_.size() > tail_bytes_max) tail_.erase(0, tail_.size() - tail_bytes_max);
}

std::string OutputTail::quoted() const {
  const std::string text = excerpt(fleet::quotable(password_.get(), tail_), Keep::end);
  return text.empty() ? "" : "; it wrote: " + text;
}

}  // namespace oakprobe::fleet
