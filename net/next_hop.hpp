#pragma once

#include "base/ip_address.hpp"
#include "base/mac_address.hpp"
#include "base/result.hpp"
#include "net/netlink.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace oakprobe::net {

// What the kernel knows of a neighbour's link-layer address (RFC 4861 §7.3.2; ip-neighbour(8)).
enum class NeighbourState : std::uint8_t {
  unknown,     // never asked for, forgotten, or a link that has no such addresses
  asking,      // asked for, no answer yet (INCOMPLETE)
  unanswered,  // asked for in vain (FAILED)
  known,
};

// The first step on the way to an address, as the kernel would take it now. Nothing is sent.
struct NextHop {
  IpAddress address;       // the gateway, or the destination where it is on the link
  unsigned interface = 0;  // index of the outgoing one
  std::string device;      // its name
  bool link_up = true;     // it is up and has a carrier
  NeighbourState neighbour = NeighbourState::unknown;
  std::optional<MacAddress> link_address;  // where it is known, and has six bytes
};

// The device and the gateway that the kernel would take, and no more.
struct WayOut {
  unsigned interface = 0;
  std::optional<IpAddress> gateway;
};

// The kernel's answers for many destinations. Links and neighbours are as they were when it was
// made; routes are asked for. With a source address, the ways are those of a packet from it.
class NextHops {
 public:
  explicit NextHops(const std::optional<IpAddress>& source = std::nullopt);

  // An error: there is no way (ENETUNREACH, EHOSTUNREACH; EACCES for a prohibited one), or the
  // kernel doesn't tell.
  [[nodiscard]] Result<NextHop> to(const IpAddress& destination);
  [[nodiscard]] std::optional<WayOut> way_to(const IpAddress& destination);
  // The routing table that has the way (254: the main one, ip-route(8)); nullopt: no way, or not
  // told.
  [[nodiscard]] std::optional<std::uint32_t> routing_table_to(const IpAddress& destination);

  // false: every link on every way is up, no neighbour was asked in vain, and the destination is no
  // neighbour itself. Asks nothing: of a thousand destinations few are worth a question.
  [[nodiscard]] bool may_tell_of(const IpAddress& destination) const;

 private:
  struct Link {
    std::string name;
    bool up = true;
  };
  struct Neighbour {
    NeighbourState state = NeighbourState::unknown;
    std::optional<MacAddress> link_address;
  };

  void read_links();
  void read_neighbours();
  [[nodiscard]] Result<WayOut> ask_way(const IpAddress& destination);

  std::optional<IpAddress> source_;
  NetlinkSocket kernel_;
  std::map<unsigned, Link> links_;
  std::map<std::pair<IpAddress, unsigned>, Neighbour> neighbours_;  // by address and interface
  bool in_trouble_ = false;  // a link is down, or a neighbour does not answer
};

// Whether something leaves in disguise: there are IPsec policies for outgoing packets (ip-xfrm(8)).
// nullopt: may not be read (it needs CAP_NET_ADMIN).
[[nodiscard]] std::optional<bool> has_ipsec_policies();

}  // namespace oakprobe::net
