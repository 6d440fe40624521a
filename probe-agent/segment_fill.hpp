#pragma once

#include "wire/closer_look.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace oakprobe::agent {

// What each side sends to fill segments whose packets have so many bytes: zeros.
[[nodiscard]] inline boost::asio::const_buffer segment_fill(std::uint32_t full_packet_bytes) {
  static constexpr std::array<std::byte, wire::segment_fill_bytes(wire::packet_bytes_max)> zeros{};
  return boost::asio::buffer(zeros.data(), wire::segment_fill_bytes(full_packet_bytes));
}

}  // namespace oakprobe::agent
