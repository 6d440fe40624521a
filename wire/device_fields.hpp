#pragma once

#include "evidence/device.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields inner_devices and ways of an evidence message. What is longer than the limits of
// device.hpp is a bug of the caller; reading fails the fields for it.
void write_devices(
    const std::vector<evidence::InnerDevice>& devices,
    const std::vector<evidence::InnerWay>& ways,
    Json& map
);
void read_devices(
    Fields& fields,
    std::vector<evidence::InnerDevice>& devices,
    std::vector<evidence::InnerWay>& ways
);

}  // namespace oakprobe::wire
