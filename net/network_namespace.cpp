#include "net/network_namespace.hpp"

#include <sys/stat.h>

namespace oakprobe::net {
namespace {

std::uint64_t inode_of(const char* path) {
  struct stat status {};
  return ::stat(path, &status) == 0 ? status.st_ino : 0;
}

}  // namespace

std::uint64_t network_namespace() { return inode_of("/proc/self/ns/net"); }

std::uint64_t uts_namespace() { return inode_of("/proc/self/ns/uts"); }

}  // namespace oakprobe::net
