#include "base/check.hpp"
#include "net/loss_counters.hpp"
#include "net/network_device.hpp"

#include <cstdint>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oakprobe;
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto device = net::network_device_in(bytes)) {
    CHECK(device->index != 0);
    CHECK(device->lower != device->index);
    CHECK(device->name.size() <= size);
  }
  net::LossReading reading;
  net::add_interface_counters(bytes, reading);
  for (const auto& one : reading) CHECK(one.interface.size() <= evidence::interface_bytes_max);
  return 0;
}
