#include "net/process_age.hpp"

#include "net/proc_file.hpp"
#include "packets/text_lines.hpp"

#include <ctime>
#include <string_view>
#include <unistd.h>

#include <sys/stat.h>

namespace oakprobe::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

milliseconds as_milliseconds(const timespec& time) {
  return std::chrono::floor<milliseconds>(seconds(time.tv_sec) + nanoseconds(time.tv_nsec));
}

std::optional<milliseconds> now(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return std::nullopt;
  return as_milliseconds(time);
}

}  // namespace

std::optional<milliseconds> process_age(std::int32_t pid) {
  constexpr std::size_t start_word = 19;  // field 22, behind the name, which may hold anything
  const auto text = read_small_file("/proc/" + std::to_string(pid) + "/stat", 4'096);
  if (!text) return std::nullopt;
  const std::size_t name_end = text->rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  const auto words = packets::words_of(std::string_view(*text).substr(name_end + 1));
  if (words.size() <= start_word) return std::nullopt;
  const auto ticks = packets::number_in<std::uint64_t>(words[start_word]);
  const auto since_boot = now(CLOCK_BOOTTIME);
  const long ticks_per_second = ::sysconf(_SC_CLK_TCK);
  if (!ticks || !since_boot || ticks_per_second <= 0) return std::nullopt;
  const auto started = milliseconds(*ticks * 1'000 / static_cast<std::uint64_t>(ticks_per_second));
  return *since_boot - started;
}

std::optional<milliseconds> file_age(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  const auto at = now(CLOCK_REALTIME);
  if (!at) return std::nullopt;
  return *at - as_milliseconds(status.st_mtim);
}

}  // namespace oakprobe::net
