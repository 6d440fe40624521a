#pragma once

#include "base/described_enum.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What an inventory says about checking again and again (docs/audits.md). An option of the command
// line wins over each of these.
namespace oakprobe::inventory {

inline constexpr unsigned confirmation_runs_max = 20;
inline constexpr unsigned flap_limit_max = 100;  // changes an hour
inline constexpr std::size_t alert_receivers_max = 100;
inline constexpr std::size_t silences_max = 1'000;

// A change is believed when so many of the last `runs` saw it.
struct Confirm {
  unsigned held = 2;
  unsigned runs = 3;

  friend bool operator==(const Confirm&, const Confirm&) = default;
};

// "2/3": 1 to confirmation_runs_max, the first not more than the second. nullopt: it is no such.
[[nodiscard]] std::optional<Confirm> parse_confirm(std::string_view text);

BOOST_DEFINE_FIXED_ENUM_CLASS(AlertReceiverKind, std::uint8_t, webhook, alertmanager, command)

// Whom to tell what broke and what was mended.
struct AlertReceiver {
  AlertReceiverKind kind{};
  std::string url;                         // http or https; empty: a command
  std::optional<std::string> secret_file;  // of a webhook
  std::vector<std::string> command;

  friend bool operator==(const AlertReceiver&, const AlertReceiver&) = default;
};

// How long a history keeps what was measured: of each run, of each hour, of each day.
struct Keep {
  std::optional<std::chrono::seconds> runs;
  std::optional<std::chrono::seconds> hours;
  std::optional<std::chrono::seconds> days;

  friend bool operator==(const Keep&, const Keep&) = default;
};

// Nobody is told of these paths, until then. What is not given is any; something is.
struct Silence {
  std::optional<std::string> flow;
  std::optional<std::string> source;
  std::optional<std::string> target;
  std::optional<std::string> node;  // either end
  std::chrono::sys_seconds until{};
  std::string why;

  friend bool operator==(const Silence&, const Silence&) = default;
};

struct AuditSettings {
  std::optional<std::chrono::seconds> every;
  std::optional<std::string> history;
  std::optional<Confirm> confirm;
  std::optional<unsigned> flap_limit;
  std::optional<std::string> serve;  // ADDRESS:PORT
  std::vector<AlertReceiver> alerts;
  Keep keep;
  std::vector<Silence> silence;

  friend bool operator==(const AuditSettings&, const AuditSettings&) = default;
};

}  // namespace oakprobe::inventory
