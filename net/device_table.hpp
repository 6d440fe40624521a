#pragma once

#include "packets/device_table.hpp"

namespace oakprobe::net {

// The devices of this network namespace. Asks the kernel; empty where it does not tell.
[[nodiscard]] packets::DeviceTable read_device_table();

}  // namespace oakprobe::net
