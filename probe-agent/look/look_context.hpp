#pragma once

#include "evidence/closer_look.hpp"
#include "probe-agent/dial/look_target.hpp"
#include "probe-agent/exchange/source_socket.hpp"
#include "probe-agent/look/look_wait.hpp"
#include "wire/datagram.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>

namespace oakprobe::agent {

// What the parts of one look have in common. Codec and source may be gone once it was stopped.
struct LookContext {
  boost::asio::io_context& io;
  const wire::DatagramCodec& codec;
  std::uint64_t run;
  const ProbeSource& source;
  LookTarget target;
  evidence::LookEvidence evidence{};
  LookWait wait{io};

  [[nodiscard]] bool is_ipv6() const { return target.address.is_v6(); }
};

}  // namespace oakprobe::agent
