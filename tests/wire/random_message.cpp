#include "random_message.hpp"

#include "base/described_enum.hpp"
#include "evidence/round_trip_code.hpp"
#include "tests/support/probe_keys.hpp"

#include <boost/pfr/core.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <initializer_list>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace oakprobe::wire {
namespace {

// Fills a value by its type, member by member; confine() takes back what a struct can't hold.
class Random {
 public:
  explicit Random(std::uint64_t seed) : random_(seed) {}

  template <class T>
  void fill(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = chance();
    } else if constexpr (DescribedEnum<T>) {
      value = all_values<T>[number<std::size_t>(0, enum_size<T> - 1)];
    } else if constexpr (std::is_enum_v<T>) {
      value = T{any<std::underlying_type_t<T>>()};
    } else if constexpr (std::is_integral_v<T>) {
      value = any<T>();
    } else {
      boost::pfr::for_each_field(value, [this](auto& member) { fill(member); });
      confine(value);
    }
  }
  template <class T, std::size_t count>
  void fill(std::array<T, count>& values) {
    for (T& value : values) fill(value);
  }
  template <class T>
  void fill(std::vector<T>& values) {
    values.resize(number<std::size_t>(0, 4));
    for (T& value : values) fill(value);
  }
  template <class T>
  void fill(std::optional<T>& value) {
    if (chance()) fill(value.emplace());
  }
  void fill(std::string& text) {
    text = number(0, 9) == 0 ? std::string(4'096, 'x')
                             : one_of(
                                   {"",
                                    "edge-a",
                                    "NetManager",
                                    "v0.4.411",
                                    "Gerät \xe2\x82\xac \xf0\x9f\x8c\xb3",
                                    "a\nb\0c"}
                               );
  }
  void fill(IpAddress& address) {
    if (chance()) {
      address = boost::asio::ip::address_v4(any<std::uint32_t>());
      return;
    }
    boost::asio::ip::address_v6::bytes_type bytes{0x20, 0x01, 0x0d, 0xb8};
    for (std::size_t i = 4; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::uint8_t>(chance() ? 0 : random_());
    address = boost::asio::ip::address_v6(bytes);
  }
  void fill(evidence::AttemptSet& set) { set = evidence::AttemptSet(any<std::uint32_t>()); }

 private:
  template <std::integral T>
  T number(T min, T max) {
    using Drawn = std::conditional_t<sizeof(T) < 2, unsigned, T>;
    return static_cast<T>(std::uniform_int_distribution<Drawn>(min, max)(random_));
  }
  // Extremes are where encodings break, so they come up often.
  template <std::integral T>
  T any() {
    using Limits = std::numeric_limits<T>;
    switch (number(0, 3)) {
      case 0:
        return Limits::min();
      case 1:
        return Limits::max();
      case 2:
        return static_cast<T>(number(0, 100));
      default:
        return static_cast<T>(random_());
    }
  }
  bool chance() { return number(0, 1) == 1; }
  std::string one_of(std::initializer_list<std::string_view> texts) {
    return std::string(*(texts.begin() + number<std::size_t>(0, texts.size() - 1)));
  }

  template <class T>
  void confine(T& /*value*/) {}
  void confine(Hello& hello) { hello.version = protocol_version; }
  void confine(Welcome& welcome) { welcome.version = protocol_version; }
  void confine(ListenPort& port) { port.port = std::max<std::uint16_t>(port.port, 1); }
  void confine(IpPrefix& prefix) {
    prefix.length = number<std::uint8_t>(0, prefix.address.is_v4() ? 32 : 128);
  }
  void confine(oakestra::WorkerProgram& program) { program.pid &= 0x7fff'ffff; }
  void confine(evidence::ArmedPort& port) { port.pid &= 0x7fff'ffff; }
  void confine(Arm& arm) {
    arm.policy = ListenPolicy{number<std::uint8_t>(0, 2)};
    arm.ends_after_s = number(1U, run_seconds_max);
  }
  void confine(evidence::Question& question) {
    if (!is_asked(question.service)) question.service = Service::http;
    question.path = one_of({"/", "/api/cluster/status"});
    question.long_path = one_of({"", "/docs/openapi.json"});
    question.known.words = {"cluster_name", "ip"};
    question.known.words.resize(number<std::size_t>(0, 2));
  }
  void confine(Probe& probe);
  void confine(evidence::ServiceAnswer& answer) { answer.said = one_of({"", "HTTP/1.1 404"}); }
  void confine(evidence::RoundTrip& time);
  void confine(evidence::DialEvidence& dial) {
    // Of one answer there is one time.
    if (dial.round_trip && dial.answered.count() == 1)
      dial.round_trip->min_us = dial.round_trip->max_us = dial.round_trip->median_us;
    evidence::AttemptSet failing;
    fill(failing);
    dial.failures.clear();
    for (std::uint8_t attempt = 0; attempt < evidence::attempts_max; ++attempt) {
      if (!failing.has(attempt)) continue;
      fill(dial.failures.emplace_back());
      dial.failures.back().attempt = attempt;
    }
  }
  void confine(evidence::ReceiptEvidence& receipt) {
    if (receipt.as_told) receipt.observed_source = IpAddress();
  }
  void confine(evidence::OwnHandshake& own) { own.attempt %= evidence::attempts_max; }
  void confine(evidence::SeenHandshake& seen) { seen.sights %= 1U << evidence::sight_count; }
  void confine(evidence::RisenCounter& risen) {
    risen.counter = evidence::LossCounter{
        number<std::uint8_t>(0, static_cast<std::uint8_t>(evidence::LossCounter::tx_errors))};
    risen.by = std::max<std::uint64_t>(risen.by, 1);
    risen.interface = one_of({"", "eth0"});
  }
  void confine(evidence::KnownCluster& cluster) {
    cluster.name = "edge-a";
    cluster.address = one_of({"edge-a.example", "192.0.2.20"});
  }
  void confine(evidence::DeadHop& hop) { hop.device = one_of({"eth0", "eth1", "eth2"}); }
  void confine(evidence::NodeEvidence& part) {
    if (part.inner_devices.empty()) part.ways.clear();
    for (evidence::InnerWay& way : part.ways)
      way.device = static_cast<std::uint8_t>(way.device % part.inner_devices.size());
  }
  void confine(evidence::Look& look) {
    using namespace evidence;
    look.start_ms = number(0U, look_start_ms_max);
    look.burst = number<std::uint8_t>(0, burst_probes_max);
    look.full_bytes = chance() ? 0 : number(packet_bytes_min, packet_bytes_max);
  }
  void confine(LookOrder& order) { order.timeout_ms = number(1U, timeout_ms_max); }
  void confine(evidence::SizedProbe& size) {
    size.bytes = number<std::uint16_t>(1, evidence::packet_bytes_max);
  }
  void confine(evidence::Hop& hop) { hop.limit = number<std::uint8_t>(1, evidence::hops_max); }
  void confine(evidence::LookEvidence& look) {
    look.asked_again = number<std::uint8_t>(0, evidence::again_connects_max);
  }

  void confine(evidence::WatchedPacket& packet) {
    // One family, and what is read back is never mapped.
    if (packet.source.is_v4() != packet.destination.is_v4()) packet.destination = packet.source;
  }
  void confine(evidence::FirewallRule& rule) {
    const auto cut = [](std::string& text) {
      if (text.size() > evidence::rule_name_bytes_max) text.resize(evidence::rule_name_bytes_max);
    };
    for (std::string* text : {&rule.family, &rule.table, &rule.chain, &rule.comment, &rule.owner})
      cut(*text);
    if (rule.text.size() > evidence::rule_text_bytes_max)
      rule.text.resize(evidence::rule_text_bytes_max);
  }
  void confine(RulesWatched& watched) {
    if (watched.trouble.size() > rules_trouble_bytes_max)
      watched.trouble.resize(rules_trouble_bytes_max);
  }
  void confine(Rules& rules) {
    if (rules.trouble.size() > rules_trouble_bytes_max)
      rules.trouble.resize(rules_trouble_bytes_max);
  }

  std::mt19937_64 random_;
};

// Near the median or far from it: both have a form of their own.
void Random::confine(evidence::RoundTrip& time) {
  const auto us = [](int code) { return evidence::round_trip_us(static_cast<std::uint8_t>(code)); };
  const int median = number(1, 255);
  const auto near = [&](int steps) { return chance() ? steps % 20 : steps; };
  time.min_us = us(median - near(number(0, median - 1)));
  time.median_us = us(median);
  time.max_us = us(median + near(number(0, 255 - median)));
}

void Random::confine(Probe& probe) {
  probe.nodes = number(1U, rotation_nodes_max);
  probe.names = {"edge-a.example", "root.example"};
  probe.addresses.clear();
  probe.diallers = {"cluster_manager", ""};
  probe.questions.resize(std::max<std::size_t>(probe.questions.size(), 1), {});
  probe.paths.resize(number<std::size_t>(0, 20));
  for (PlannedPath& path : probe.paths) {
    fill(path);
    path.path.source = NodeId{number(0U, probe.nodes - 1)};
    path.path.target = NodeId{number(0U, probe.nodes - 1)};
    path.address = path.named ? number(0U, 1U) : static_cast<std::uint32_t>(probe.addresses.size());
    if (!path.named) fill(probe.addresses.emplace_back());
    path.port = std::max<std::uint16_t>(path.port, 1);
    path.dialler = number<std::uint8_t>(0, 2);
    path.question = 0;
    if (path.mode != evidence::DialMode::question) continue;
    path.protocol = Protocol::tcp;
    path.question = static_cast<std::uint16_t>(number<std::size_t>(0, probe.questions.size() - 1));
  }
  probe.attempts = number(1U, evidence::attempts_max);
  probe.timeout_ms = number(1U, timeout_ms_max);
  probe.flow_interval_us = number(flow_interval_us_min, flow_interval_us_max);
  probe.settle_ms = number(0U, 3'600'000U);
  testing_support::give_keys(probe);
}

}  // namespace

Message random_message(std::uint64_t seed, std::size_t type) {
  Random random(seed);
  return [&]<std::size_t... i>(std::index_sequence<i...>) {
    Message message;
    ((i == type ? random.fill(message.emplace<i>()) : void()), ...);
    return message;
  }
  (std::make_index_sequence<std::variant_size_v<Message>>{});
}

}  // namespace oakprobe::wire
