#pragma once

#include "evidence/closer_look.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace oakprobe::agent {

// What each side sends to fill segments whose packets have so many bytes: zeros.
[[nodiscard]] inline boost::asio::const_buffer segment_fill(std::uint32_t full_packet_bytes) {
  static constexpr std::array<std::byte, evidence::segment_fill_bytes(evidence::packet_bytes_max)>
      zeros{};
  return boost::asio::buffer(zeros.data(), evidence::segment_fill_bytes(full_packet_bytes));
}

}  // namespace oakprobe::agent
