#include "base/check.hpp"
#include "packets/loss_reading.hpp"
#include "packets/network_device.hpp"
#include "packets/route_message.hpp"

#include <cstdint>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oakprobe;
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto device = packets::network_device_in(bytes)) {
    CHECK(device->index != 0);
    CHECK(device->lower != device->index);
    CHECK(device->name.size() <= size);
  }
  const auto route = packets::route_in(bytes, [](std::uint32_t) { return std::string("eth0"); });
  if (route) CHECK(route->next_hops <= size);
  packets::LossReading reading;
  packets::add_interface_counters(bytes, reading);
  for (const auto& one : reading) CHECK(one.interface.size() <= evidence::interface_bytes_max);
  return 0;
}
