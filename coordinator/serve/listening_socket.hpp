#pragma once

#include "base/ip_endpoint.hpp"
#include "base/result.hpp"
#include "net/unique_fd.hpp"

namespace oakprobe::serve {

// Listens; not blocking, and not for child processes. An IPv6 address is of IPv6 alone.
[[nodiscard]] Result<net::UniqueFd> listen_at(const IpEndpoint& endpoint);

// The next client, as listen_at()'s; its address is unmapped. An error: there is none
// (would_block), or the system gives no more.
struct Caller {
  net::UniqueFd socket;
  IpAddress address;
};
[[nodiscard]] Result<Caller> accept_client(int listening);

// Where a socket listens.
[[nodiscard]] Result<IpEndpoint> endpoint_of(int socket);

}  // namespace oakprobe::serve
