#include "coordinator/app/this_machine.hpp"

#include "net/interface_addresses.hpp"

#include <string>

#include <sys/utsname.h>

namespace oakprobe::app {

check::ThisMachine this_machine() {
  utsname system{};
  const std::string name = ::uname(&system) == 0 ? system.nodename : "";
  return {net::interface_addresses(), name};
}

}  // namespace oakprobe::app
