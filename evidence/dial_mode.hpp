#pragma once

#include "base/described_enum.hpp"

#include <cstdint>

namespace oakprobe::evidence {

BOOST_DEFINE_FIXED_ENUM_CLASS(
    DialMode,
    std::uint8_t,
    exchange,  // UDP: probe and echo. TCP: connect, then an authenticated exchange with a stand-in
    bare,      // TCP: connect and close at once, no byte is sent. UDP: the same as exchange
    question   // TCP: connect, ask the service that runs there one question, close in order
)

}  // namespace oakprobe::evidence
