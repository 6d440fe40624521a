#include "probe-agent/confine/start.hpp"

#include "base/parse_number.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <pthread.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t thread_stack_bytes = 256 << 10;

constexpr int first_inherited = STDERR_FILENO + 1;

#ifdef SYS_close_range
constexpr long close_range_call = SYS_close_range;
#else
constexpr long close_range_call = 436;  // Linux 5.9, the same on every machine
#endif

// Listed first: the listing has a descriptor, too.
void close_one_by_one() {
  std::vector<int> open;
  std::error_code error;
  for (fs::directory_iterator at("/proc/self/fd", error), end; !error && at != end;
       at.increment(error)) {
    const std::string word = at->path().filename().string();
    const int fd = parse_number<int>(word).value_or(-1);
    if (fd >= first_inherited) open.push_back(fd);
  }
  for (const int fd : open) ::close(fd);
}

void close_inherited_descriptors() {
  if (::syscall(close_range_call, first_inherited, ~0U, 0) != 0) close_one_by_one();
}

// For good: the hard limit, too.
void limit_to(int resource, rlim_t most) {
  rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return;
  limit.rlim_max = std::min(limit.rlim_max, most);
  limit.rlim_cur = std::min(limit.rlim_cur, limit.rlim_max);
  (void)::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

// Its text, too, which /proc/PID/environ shows.
void forget_environment() {
  for (char** one = environ; one != nullptr && *one != nullptr; ++one)
    std::memset(*one, 0, std::strlen(*one));
  ::clearenv();
  ::setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
  ::setenv("LC_ALL", "C", 1);
}

}  // namespace

void leave_what_was_inherited() {
  keep_out_of_reach();
  end_with_parent();
  (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  close_inherited_descriptors();
  forget_environment();
  (void)::chdir("/");
}

void limit_resources() {
  limit_to(RLIMIT_NOFILE, descriptors_max);
#ifndef __SANITIZE_ADDRESS__  // whose shadow of the memory counts, too
  limit_to(RLIMIT_DATA, data_bytes_max);
#endif
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return;
  (void)::pthread_attr_setstacksize(&attributes, thread_stack_bytes);
  (void)::pthread_setattr_default_np(&attributes);
  (void)::pthread_attr_destroy(&attributes);
}

void end_with_parent() {
  const pid_t parent = ::getppid();
  if (parent <= 1) return;
  (void)::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
  // It went meanwhile: its successor, who only collects orphans, is not to be waited for.
  if (::getppid() != parent) (void)::prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
}

void keep_out_of_reach() {
  const rlimit no_core{0, 0};
  (void)::setrlimit(RLIMIT_CORE, &no_core);
#ifndef __SANITIZE_ADDRESS__  // the leak check traces its own process (docs/testing.md)
  (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

}  // namespace oakprobe::agent
