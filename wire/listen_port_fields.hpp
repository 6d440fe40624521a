#pragma once

#include "base/protocol.hpp"
#include "wire/field.hpp"

namespace oakprobe {

BOOST_DESCRIBE_STRUCT(ListenPort, (), (protocol, port))

namespace wire {

template <>
inline constexpr auto field_table<ListenPort> =
    std::tuple{field(&ListenPort::protocol).to(Protocol::udp), field(&ListenPort::port).from(1)};

}  // namespace wire
}  // namespace oakprobe
