#include "coordinator/app/report_file.hpp"

#include "base/result.hpp"
#include "coordinator/app/descriptor_stream.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <ostream>
#include <thread>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

namespace oakprobe::app {
namespace {

// A reader that is started at the same time has opened its FIFO by then.
constexpr std::chrono::seconds reader_patience{2};
constexpr std::chrono::milliseconds look_again{20};

using Writer = std::function<void(std::ostream&)>;

Failure cannot_write(const std::string& what, const std::string& why) {
  return oakprobe_failed("cannot write " + what + (why.empty() ? "" : ": ") + why);
}

std::string error_text(int error) { return error == 0 ? "" : from_errno(error).message(); }

// 0, or errno.
int stream_to(int fd, const Writer& writer) {
  DescriptorBuffer buffer(fd);
  std::ostream out(&buffer);
  writer(out);
  out.flush();
  return buffer.error() != 0 ? buffer.error() : out ? 0 : EIO;
}

net::UniqueFd duplicate(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags >= 0 && (flags & O_ACCMODE) == O_RDONLY) {
    errno = EBADF;
    return {};
  }
  return net::UniqueFd(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
}

// A FIFO without a reader fails with ENXIO.
net::UniqueFd open_as_it_is(const std::string& name, bool fifo) {
  constexpr int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  const auto give_up_at = std::chrono::steady_clock::now() + reader_patience;
  while (true) {
    net::UniqueFd fd(::open(name.c_str(), flags));
    const bool waits = !fd.valid() && errno == ENXIO && fifo;
    if (!waits || std::chrono::steady_clock::now() > give_up_at) return fd;
    std::this_thread::sleep_for(look_again);
  }
}

// A file of its own beside this one, open and empty, that goes with this unless it was put in
// place.
class FileBeside {
 public:
  explicit FileBeside(const std::string& file)
      : file_(file), name_((std::filesystem::path(file).parent_path() / ".oakprobe-XXXXXX")) {
    fd_.reset(::mkostemp(name_.data(), O_CLOEXEC));  // mode 0600
  }
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;
  ~FileBeside() {
    const int told = errno;
    if (fd_.valid()) ::unlink(name_.c_str());
    errno = told;
  }

  [[nodiscard]] int get() const { return fd_.get(); }

  // Who could read what was there can read this, and nobody else.
  void take_after(const struct stat& old) const {
    const bool same_group = ::fchown(fd_.get(), static_cast<uid_t>(-1), old.st_gid) == 0;
    const bool same_owner = ::fchown(fd_.get(), old.st_uid, static_cast<gid_t>(-1)) == 0;
    static_cast<void>(same_owner);
    const mode_t kept = same_group ? 0777 : 0707;
    static_cast<void>(::fchmod(fd_.get(), old.st_mode & kept));
  }

  // 0, or errno.
  [[nodiscard]] int put_in_place() {
    // Some file systems tell only then that the disk is full.
    if (::close(fd_.release()) != 0 || std::rename(name_.c_str(), file_.c_str()) != 0) {
      const int error = errno;
      ::unlink(name_.c_str());
      return error;
    }
    return 0;
  }

 private:
  std::string file_;
  std::string name_;
  net::UniqueFd fd_;
};

}  // namespace

ReportFile::ReportFile(std::string name, Readers readers)
    : name_(std::move(name)), readers_(readers), place_(find_report_place(name_)) {}

Failure ReportFile::failed(int error) const {
  if (place_.fifo && error == ENXIO)
    return cannot_write("a report", "nobody reads " + name_ + ", a FIFO; start its reader first");
  if (place_.fifo && error == EPIPE)
    return cannot_write("a report", "who read " + name_ + " went away");
  if (name_ == "-") return oakprobe_failed(standard_stream_trouble("output", error));
  return cannot_write(name_, error_text(error));
}

OrFailure<void> ReportFile::open() {
  if (place_.file.empty()) {
    stream_ = place_.descriptor ? duplicate(*place_.descriptor) : open_as_it_is(name_, place_.fifo);
    if (!stream_.valid()) return failed(errno);
    return {};
  }
  // It is to stay as it is where nobody may write to it, though its directory would let us.
  if (::faccessat(AT_FDCWD, place_.file.c_str(), W_OK, AT_EACCESS) != 0 && errno != ENOENT)
    return failed(errno);
  if (FileBeside(place_.file).get() < 0) return failed(errno);
  return {};
}

int ReportFile::replace(const Writer& writer) const {
  FileBeside fresh(place_.file);
  if (fresh.get() < 0) return errno;
  struct stat old {};
  if (::stat(place_.file.c_str(), &old) == 0)
    fresh.take_after(old);
  else if (readers_ == Readers::everybody)
    static_cast<void>(::fchmod(fresh.get(), 0644));
  const int error = stream_to(fresh.get(), writer);
  return error != 0 ? error : fresh.put_in_place();
}

OrFailure<void> ReportFile::write(const Writer& writer) {
  // A file that is mounted by itself; what is nothing of the kind has no length (EINVAL).
  const bool has_length = place_.file.empty() && !place_.descriptor;
  if (has_length && ::ftruncate(stream_.get(), 0) != 0 && errno != EINVAL) return failed(errno);
  const int error = place_.file.empty() ? stream_to(stream_.get(), writer) : replace(writer);
  stream_.reset();  // its reader sees the end
  if (error != 0) return failed(error);
  return {};
}

std::string standard_stream_trouble(std::string_view which, int error) {
  const std::string why = error_text(error);
  return "standard " + std::string(which) + " can't be written" + (why.empty() ? "" : ": ") + why;
}

}  // namespace oakprobe::app
