#include "coordinator/check/door_arrivals.hpp"

#include "base/ip_address.hpp"

namespace oakprobe::check {
namespace {

std::uint32_t value_of(const evidence::SeenHandshake& seen, DoorArrivals::By by) {
  switch (by) {
    case DoorArrivals::By::sequence:
      return seen.sequence;
    case DoorArrivals::By::answer:
      return seen.answer_sequence;
    case DoorArrivals::By::port:
      return seen.from_port;
    case DoorArrivals::By::clock:
      return seen.timestamp;
  }
  return 0;
}

}  // namespace

const DoorArrivals::Index& DoorArrivals::index_of(By by) {
  claimed_.resize(all_.size());
  Index& index = indices_[static_cast<std::size_t>(by)];
  if (index.size() == all_.size()) return index;
  index.reserve(all_.size());
  for (std::uint32_t at = 0; at < all_.size(); ++at)
    index.emplace_back(value_of(*all_[at], by), at);
  std::ranges::sort(index);
  return index;
}

const AddressSet& DoorArrivals::unclaimed(bool without_clock) {
  claimed_.resize(all_.size());
  auto& addresses = unclaimed_[without_clock ? 1 : 0];
  if (addresses) return *addresses;
  addresses.emplace();
  for (std::size_t at = 0; at < all_.size(); ++at) {
    const bool counts = !without_clock || all_[at]->timestamp == 0;
    if (counts && !claimed_[at]) addresses->insert(unmapped(all_[at]->from));
  }
  return *addresses;
}

}  // namespace oakprobe::check
