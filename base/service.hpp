#pragma once

#include "base/described_enum.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oakprobe {

// What speaks at a port. A question tells its service by this order, so a new one comes last.
BOOST_DEFINE_FIXED_ENUM_CLASS(Service, std::uint8_t, http, grpc, mqtt, tcp, tunnel)

[[nodiscard]] constexpr std::string_view to_string(Service service) { return name_of(service); }

struct ServiceCard {
  Service service{};
  std::string_view speaker;  // what sentences call it
  bool is_asked = false;     // a running one is put a question, over TCP
};

inline constexpr std::array service_cards{
    ServiceCard{Service::http, "an HTTP server", true},
    ServiceCard{Service::grpc, "a gRPC server", true},
    ServiceCard{Service::mqtt, "an MQTT broker", true},
    ServiceCard{Service::tcp, "a service"},
    ServiceCard{Service::tunnel, "a service"},
};
static_assert(has_one_for_each(service_cards, &ServiceCard::service));

[[nodiscard]] constexpr const ServiceCard& service_card(Service service) {
  return service_cards[static_cast<std::size_t>(service)];
}
[[nodiscard]] constexpr bool is_asked(Service service) { return service_card(service).is_asked; }

}  // namespace oakprobe
