#pragma once

#include "base/known_answer.hpp"
#include "base/protocol.hpp"
#include "base/service.hpp"
#include "inventory/selector.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

using oakprobe::Service;

BOOST_DEFINE_FIXED_ENUM_CLASS(Scope, std::uint8_t, any, own_cluster)
BOOST_DEFINE_FIXED_ENUM_CLASS(Expect, std::uint8_t, open, closed)
BOOST_DEFINE_FIXED_ENUM_CLASS(Need, std::uint8_t, required, optional)
// Where Oakestra's own process runs: on the host, or behind Docker's bridge.
BOOST_DEFINE_FIXED_ENUM_CLASS(Via, std::uint8_t, host, docker)

[[nodiscard]] constexpr std::string_view to_string(Scope value) { return name_of(value); }
[[nodiscard]] constexpr std::string_view to_string(Expect value) { return name_of(value); }
[[nodiscard]] constexpr std::string_view to_string(Need value) { return name_of(value); }
[[nodiscard]] constexpr std::string_view to_string(Via value) { return name_of(value); }

// The port of Oakestra's gateway that leads to a component which publishes none of its own.
struct Gateway {
  std::uint16_t port = 0;
  bool tls = true;

  friend bool operator==(const Gateway&, const Gateway&) = default;
};

// One expected (or forbidden) kind of traffic, from nodes to nodes (docs/catalogue.md).
struct Flow {
  std::string id;
  Selector from;
  Selector to;
  Scope scope = Scope::any;
  Protocol protocol = Protocol::tcp;
  std::optional<std::uint16_t> port;  // nullopt: `tunnel`, the target's tunnel port
  Expect expect = Expect::open;
  Need need = Need::required;
  Service service = Service::tcp;
  std::string ask = "/";  // service http: the path that a running service is asked for, with GET
  KnownAnswer answer{};   // what it is known to answer to that
  std::string ask_long;   // so, another path, whose answer fills several segments; may be empty
  Via via_source = Via::host;
  Via via_target = Via::host;
  bool ipv4 = true;  // address families over which Oakestra itself can use the flow
  bool ipv6 = true;
  bool source_preserved = false;  // must arrive from the address that the inventory gives
  bool documented = false;        // on Oakestra's firewall page
  std::string since;              // first and last release that has it; empty: all known
  std::string until;
  std::string
      component;         // Oakestra's component that owns the port, e.g. "NetManager"; may be empty
  std::string why;       // one line for a person
  std::string evidence;  // file in Oakestra's source
  std::string dialler;   // Oakestra's component that dials, e.g. "cluster_manager"; may be empty
  std::optional<Gateway> gateway;  // where it is dialled on a node with Oakestra's gateway
  // So, what it is there; one, if it has a gateway. Nobody knows yet which component answers what.
  std::vector<Flow> behind_gateway;
  // What it was up to an earlier release, each whole and with an `until` of its own; oldest first.
  std::vector<Flow> earlier;

  friend bool operator==(const Flow&, const Flow&) = default;
};

}  // namespace oakprobe::inventory
