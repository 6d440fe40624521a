#include "random_check.hpp"

#include "coordinator/record/value.hpp"
#include "evidence/round_trip_code.hpp"

#include <algorithm>
#include <limits>
#include <random>

namespace oakprobe::record::test {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;

constexpr std::uint32_t nodes = 5;
constexpr std::uint16_t flows = 3;

class Filler {
 public:
  explicit Filler(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
  bool chance() { return below(2) == 0; }

  template <class T>
  void fill(T& value) {
    if constexpr (detail::is_optional<T>) {
      if (chance()) fill_optional(value);
    } else if constexpr (detail::is_vector<T>) {
      fill_list(value);
    } else if constexpr (detail::is_array<T>) {
      for (auto& item : value) fill(item);
    } else if constexpr (detail::Described<T>) {
      detail::for_each_member<T>([&]<class D>(D) { fill(value.*D::pointer); });
    } else {
      fill_plain(value);
    }
  }

 private:
  template <class T>
  void fill_optional(std::optional<T>& value) {
    fill(value.emplace());
  }
  template <class T>
  void fill_optional(SharedValue<T>& value) {
    fill(value.emplace());
  }
  template <class T>
  void fill_optional(std::shared_ptr<T>& value) {
    fill(*(value = std::make_shared<T>()));
  }

  template <class T>
  void fill_list(std::vector<T>& list) {
    if constexpr (std::is_same_v<T, inventory::Flow>) return;  // within a flow
    list.resize(below(3));
    for (T& item : list) fill(item);
  }

  void fill_plain(std::string& text) {
    static const std::string words[] = {
        "", "auto", "Gerät €", "NetManager", "v0.4.411", "10.0.0.1"};
    text = words[below(std::size(words))];
  }
  void fill_plain(bool& flag) { flag = chance(); }
  template <class T>
  requires std::integral<T>
  void fill_plain(T& number) {
    using Limits = std::numeric_limits<T>;
    const T some[] = {0, 1, 7, Limits::max(), Limits::min(), static_cast<T>(random_())};
    number = some[below(std::size(some))];
  }
  template <DescribedEnum E>
  void fill_plain(E& value) {
    value = all_values<E>[below(enum_size<E>)];
  }
  void fill_plain(inventory::RoleSet& roles) {
    for (const inventory::Role role : inventory::all_roles)
      if (chance()) roles.insert(role);
  }
  void fill_plain(IpAddress& address) {
    if (chance())
      address = boost::asio::ip::address_v4(static_cast<std::uint32_t>(random_()));
    else
      address = boost::asio::ip::make_address("2001:db8::" + std::to_string(below(9)));
  }
  void fill_plain(inventory::Address& address) {
    std::string text;
    fill_plain(text);
    address = chance() ? std::move(text) : "192.0.2.31";
  }
  void fill_plain(IpPrefix& prefix) { prefix = *parse_ip_prefix(chance() ? "10.0.0.0/8" : "::/0"); }
  void fill_plain(evidence::AttemptSet& attempts) {
    attempts = evidence::AttemptSet(chance() ? 0b111 : static_cast<std::uint32_t>(random_()));
  }
  void fill_plain(evidence::LossCounter& counter) {
    counter = static_cast<evidence::LossCounter>(below(evidence::loss_counter_count));
  }
  void fill_plain(NodeId& node) { node = NodeId{below(nodes)}; }
  void fill_plain(std::chrono::milliseconds& time) {
    time = std::chrono::milliseconds(below(9'999));
  }

  void fill_plain(std::chrono::sys_seconds& moment) {
    moment = std::chrono::sys_seconds(std::chrono::seconds(random_()));
  }

  std::mt19937 random_;
};

void keep_possible(diagnosis::NodeObservation& seen) {
  std::ranges::sort(seen.armed, {}, &evidence::ArmedPort::port);
  std::ranges::sort(seen.ways, {}, &evidence::InnerWay::to);
  if (seen.inner_devices.empty()) seen.ways.clear();
  for (evidence::InnerWay& way : seen.ways)
    way.device = static_cast<std::uint8_t>(way.device % seen.inner_devices.size());
}

void keep_possible(FinishedPath& path) {
  if (!path.dial) return;
  auto& failures = path.dial.edit().failures;
  for (std::size_t at = 0; at < failures.size(); ++at)
    failures[at].attempt = static_cast<std::uint8_t>(at);
}

}  // namespace

FinishedCheck random_check(std::uint32_t seed) {
  Filler filler(seed);
  FinishedCheck check;
  filler.fill(check);
  for (std::uint16_t flow = 0; flow < flows; ++flow) {
    filler.fill(check.inventory.flows.emplace_back());
    check.inventory.flows.back().id = "flow-" + std::to_string(flow);
  }
  for (std::uint32_t node = 0; node < nodes; ++node) {
    filler.fill(check.inventory.nodes.emplace_back());
    check.inventory.nodes.back().name = "w" + std::to_string(node);
    filler.fill(check.nodes.emplace_back());
    keep_possible(check.nodes.back().observation);
  }
  filler.fill(check.inventory.audit.silence);
  if (filler.chance()) filler.fill(check.lowered_pace.emplace_back());
  for (std::uint16_t flow = 0; flow < flows; ++flow) {
    for (std::uint32_t source = 0; source < nodes; ++source) {
      for (std::uint32_t target = 0; target < nodes; ++target) {
        if (filler.below(4) == 0) continue;
        FinishedPath path;
        path.id = {FlowId{flow}, NodeId{source}, NodeId{target}};
        filler.fill(static_cast<diagnosis::PathEnd&>(path));
        filler.fill(static_cast<diagnosis::PathState&>(path));
        if (filler.chance()) {
          const std::uint32_t us =
              evidence::round_trip_us(static_cast<std::uint8_t>(1 + filler.below(200)));
          path.round_trip = evidence::RoundTrip{us, us, us * 2};
        }
        keep_possible(path);
        check.paths.add(path);
      }
    }
  }
  return check;
}

}  // namespace oakprobe::record::test
