#include "coordinator/app/read_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace oakprobe::app {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

ReadTrouble trouble(const std::string& file, int error) {
  return {(file == "-" ? "standard input" : file) + ": " + std::strerror(error)};
}

}  // namespace

boost::system::result<std::string, ReadTrouble> read_file(
    const std::string& file, std::size_t bytes_max
) {
  const Descriptor input(
      file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)
  );
  if (input.get() < 0) return trouble(file, errno);
  std::string content;
  std::array<char, 65'536> piece;
  while (content.size() <= bytes_max) {
    const auto length = ::read(input.get(), piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return trouble(file, errno);
    if (length == 0) break;
    content.append(piece.data(), static_cast<std::size_t>(length));
  }
  if (content.size() > bytes_max) content.resize(bytes_max + 1);
  return {boost::system::in_place_value, std::move(content)};
}

}  // namespace oakprobe::app
