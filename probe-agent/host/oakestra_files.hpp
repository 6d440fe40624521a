#pragma once

#include "oakestra/configuration.hpp"

#include <string>

namespace oakprobe::agent {

struct OakestraFiles {
  oakestra::NetManagerConfig netcfg;
  oakestra::TunnelConfig tuncfg;
  oakestra::NodeEngineConfig node_engine;
};

// Oakestra's configuration on this host: /etc/netmanager/netcfg.json, /etc/netmanager/tuncfg.json
// and /etc/oakestra/conf.json below etc_root ("" but in tests). Only regular files of at most
// oakestra::file_bytes_max are read; nothing here waits.
[[nodiscard]] OakestraFiles read_oakestra_files(const std::string& etc_root);

}  // namespace oakprobe::agent
