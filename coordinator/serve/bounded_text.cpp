#include "coordinator/serve/bounded_text.hpp"

#include <streambuf>
#include <utility>

namespace oakprobe::serve {
namespace {

class BoundedBuffer : public std::streambuf {
 public:
  explicit BoundedBuffer(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  std::string text;

 protected:
  int_type overflow(int_type letter) override {
    if (text.size() >= bytes_max_) return traits_type::eof();
    if (!traits_type::eq_int_type(letter, traits_type::eof()))
      text += traits_type::to_char_type(letter);
    return traits_type::not_eof(letter);
  }
  std::streamsize xsputn(const char* letters, std::streamsize count) override {
    const auto size = static_cast<std::size_t>(count);
    if (size > bytes_max_ - text.size()) return 0;
    text.append(letters, size);
    return count;
  }

 private:
  std::size_t bytes_max_;
};

}  // namespace

std::optional<std::string> bounded_text(
    const std::function<void(std::ostream&)>& write, std::size_t bytes_max
) {
  BoundedBuffer buffer(bytes_max);
  std::ostream out(&buffer);
  write(out);
  if (!out) return std::nullopt;
  return std::move(buffer.text);
}

}  // namespace oakprobe::serve
