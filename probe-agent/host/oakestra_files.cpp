#include "probe-agent/host/oakestra_files.hpp"

#include "net/unique_fd.hpp"
#include "oakestra/parse_configuration.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

namespace oakprobe::agent {
namespace {

using oakestra::FileState;

struct FileText {
  FileState state = FileState::sound;
  std::string text;     // sound
  std::string problem;  // else
};

FileText failed(int error) {
  if (error == ENOENT || error == ENOTDIR) return {FileState::missing, "", ""};
  return {FileState::unseen, "", std::strerror(error)};
}

FileText read_file(const std::string& path) {
  // Without O_NONBLOCK a FIFO in the file's place would be waited for.
  const net::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return failed(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return failed(errno);
  if (!S_ISREG(status.st_mode)) return {FileState::broken, "", "it is no regular file"};
  std::string text(oakestra::file_bytes_max + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > oakestra::file_bytes_max) {
    return {FileState::unseen, "", "it is longer than any such file (64 KiB)"};
  }
  text.resize(size);
  return {FileState::sound, std::move(text), ""};
}

template <class Config>
Config read_config(const std::string& path, Config (*parse)(std::string_view)) {
  const FileText file = read_file(path);
  if (file.state == FileState::sound) return parse(file.text);
  Config config;
  config.state = file.state;
  config.problem = file.problem;
  return config;
}

}  // namespace

OakestraFiles read_oakestra_files(const std::string& etc_root) {
  OakestraFiles files;
  files.netcfg = read_config(etc_root + "/etc/netmanager/netcfg.json", oakestra::parse_netcfg);
  files.tuncfg = read_config(etc_root + "/etc/netmanager/tuncfg.json", oakestra::parse_tuncfg);
  files.node_engine = read_config(etc_root + "/etc/oakestra/conf.json", oakestra::parse_conf);
  return files;
}

}  // namespace oakprobe::agent
