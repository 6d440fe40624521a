#pragma once

#include "base/ip_address.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <functional>

namespace oakprobe {

using AddressSet = boost::unordered_flat_set<IpAddress, std::hash<IpAddress>>;

}  // namespace oakprobe
