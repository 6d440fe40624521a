#include "coordinator/diagnosis/icmp_kind.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace oakprobe::diagnosis {
namespace {

struct Row {
  bool v6;
  std::uint8_t type;
  int code;  // any_code: all others of the type
  IcmpKind kind;
  std::string_view words;
};

constexpr int any_code = -1;

constexpr std::array rows{
    Row{false, 3, 0, IcmpKind::net_unreachable, "network unreachable"},
    Row{false, 3, 1, IcmpKind::host_unreachable, "host unreachable"},
    Row{false, 3, 2, IcmpKind::port_unreachable, "protocol unreachable"},
    Row{false, 3, 3, IcmpKind::port_unreachable, "port unreachable"},
    Row{false, 3, 4, IcmpKind::too_big, "fragmentation needed"},
    Row{false, 3, 6, IcmpKind::net_unreachable, "network unknown"},
    Row{false, 3, 7, IcmpKind::host_unreachable, "host unknown"},
    Row{false, 3, 9, IcmpKind::prohibited, "network prohibited"},
    Row{false, 3, 10, IcmpKind::prohibited, "host prohibited"},
    Row{false, 3, 11, IcmpKind::net_unreachable, "network unreachable for this type of service"},
    Row{false, 3, 12, IcmpKind::host_unreachable, "host unreachable for this type of service"},
    Row{false, 3, 13, IcmpKind::prohibited, "administratively prohibited"},
    Row{false, 11, any_code, IcmpKind::time_exceeded, "time exceeded"},
    Row{true, 1, 0, IcmpKind::net_unreachable, "no route to destination"},
    Row{true, 1, 1, IcmpKind::prohibited, "administratively prohibited"},
    Row{true, 1, 3, IcmpKind::host_unreachable, "address unreachable"},
    Row{true, 1, 4, IcmpKind::port_unreachable, "port unreachable"},
    Row{true, 1, 5, IcmpKind::prohibited, "source address failed the policy"},
    Row{true, 1, 6, IcmpKind::prohibited, "route rejected"},
    Row{true, 2, any_code, IcmpKind::too_big, "packet too big"},
    Row{true, 3, any_code, IcmpKind::time_exceeded, "time exceeded"},
};

const Row* find(const evidence::IcmpError& error) {
  const bool v6 = unmapped(error.from).is_v6();
  const auto* row = std::find_if(rows.begin(), rows.end(), [&](const Row& one) {
    return one.v6 == v6 && one.type == error.type &&
           (one.code == any_code || one.code == error.code);
  });
  return row == rows.end() ? nullptr : row;
}

}  // namespace

IcmpKind kind_of(const evidence::IcmpError& error) {
  const Row* row = find(error);
  return row == nullptr ? IcmpKind::other : row->kind;
}

std::string describe(const evidence::IcmpError& error) {
  std::string text = unmapped(error.from).is_v6() ? "ICMPv6 " : "ICMP ";
  text += std::to_string(error.type) + "/" + std::to_string(error.code);
  if (const Row* row = find(error)) text += " (" + std::string(row->words) + ")";
  return text;
}

}  // namespace oakprobe::diagnosis
