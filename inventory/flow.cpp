#include "inventory/flow.hpp"

namespace oakprobe::inventory {

std::string_view to_string(Scope value) { return value == Scope::any ? "any" : "own-cluster"; }

std::string_view to_string(Expect value) { return value == Expect::open ? "open" : "closed"; }

std::string_view to_string(Need value) { return value == Need::required ? "required" : "optional"; }

std::string_view to_string(Service value) {
  switch (value) {
    case Service::tcp:
      return "tcp";
    case Service::http:
      return "http";
    case Service::mqtt:
      return "mqtt";
    case Service::grpc:
      return "grpc";
    case Service::tunnel:
      return "tunnel";
  }
  return "tcp";
}

std::string_view to_string(Via value) { return value == Via::host ? "host" : "docker"; }

}  // namespace oakprobe::inventory
