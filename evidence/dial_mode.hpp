#pragma once

#include <cstdint>

namespace oakprobe::evidence {

enum class DialMode : std::uint8_t {
  exchange,  // UDP: probe and echo. TCP: connect, then an authenticated exchange with a stand-in
  bare,      // TCP: connect and close at once, no byte is sent. UDP: the same as exchange
  question,  // TCP: connect, ask the service that runs there one question, close in order
};

}  // namespace oakprobe::evidence
