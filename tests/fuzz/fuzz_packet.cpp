#include "base/check.hpp"
#include "packets/checksum.hpp"
#include "packets/packet_view.hpp"

#include <cstdint>
#include <span>

namespace {

using namespace oakprobe;

bool lies_in(std::span<const std::byte> part, std::span<const std::byte> whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

// All that a view shows is of the packet, and taking it apart ends.
void check(const packets::PacketView& view, std::span<const std::byte> bytes) {
  CHECK(view.source.is_v4() == view.destination.is_v4());
  if (const auto* udp = std::get_if<packets::UdpView>(&view.content)) {
    CHECK(lies_in(udp->payload, bytes));
    std::size_t total = 0;
    packets::for_each_datagram(udp->payload, [&](std::span<const std::byte> one) {
      CHECK(one.size() >= wire::datagram_bytes_min && lies_in(one, udp->payload));
      total += one.size();
    });
    CHECK(total <= udp->payload.size());
  }
  if (const auto* error = std::get_if<packets::IcmpErrorView>(&view.content)) {
    CHECK(lies_in(error->quoted_payload, bytes));
    CHECK(error->quoted_source.is_v4() == view.source.is_v4());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto view = packets::view_packet(bytes)) check(*view, bytes);
  static_cast<void>(packets::has_right_checksum(bytes));
  const IpAddress any = boost::asio::ip::address_v6::any();
  for (const auto protocol : {Protocol::udp, Protocol::tcp}) {
    if (const auto view = packets::view_segment(bytes, protocol, any, any)) check(*view, bytes);
  }
  return 0;
}
