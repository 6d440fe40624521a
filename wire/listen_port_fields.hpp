#pragma once

#include "evidence/descriptions.hpp"
#include "wire/field.hpp"

namespace oakprobe::wire {

template <>
inline constexpr auto field_table<ListenPort> =
    std::tuple{field(&ListenPort::protocol).to(Protocol::udp), field(&ListenPort::port).from(1)};

}  // namespace oakprobe::wire
