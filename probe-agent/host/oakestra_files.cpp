#include "probe-agent/host/oakestra_files.hpp"

#include "net/read_file.hpp"
#include "oakestra/parse_configuration.hpp"

#include <cerrno>

namespace oakprobe::agent {
namespace {

using oakestra::FileState;

// Of a file that can't be read.
template <class Config>
Config unread(ErrorCode error) {
  Config config;
  config.state = FileState::unseen;
  switch (error.value()) {
    case ENOENT:
    case ENOTDIR:
      config.state = FileState::missing;
      break;
    case ENOTSUP:
      config.state = FileState::broken;
      config.problem = "it is no regular file";
      break;
    case EFBIG:
      config.problem = "it is longer than any such file (64 KiB)";
      break;
    default:
      config.problem = error.message();
  }
  return config;
}

template <class Config>
Config read_config(const std::string& path, Config (*parse)(std::string_view)) {
  const auto text = net::read_file(path, oakestra::file_bytes_max);
  return text ? parse(*text) : unread<Config>(text.error());
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
