#pragma once

#include "base/result.hpp"
#include "evidence/facts.hpp"
#include "wire/datagram.hpp"
#include "wire/message_arm.hpp"
#include "wire/message_evidence.hpp"
#include "wire/message_exposure.hpp"
#include "wire/message_hello.hpp"
#include "wire/message_look.hpp"
#include "wire/message_probe.hpp"
#include "wire/message_rules.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

// The control messages (docs/wire-protocol.md), in the order of a run:
//   coordinator: Hello    FactsRequest  Arm     Probe   EvidenceRequest    Disarm    Bye
//   agent:       Welcome  Facts         Armed   Probed  Evidence (1 to n)  Disarmed
// between Evidence and Disarm, where a closer look tells more,
//   coordinator: LookOrder  LookReceiptsRequest
//   agent:       Looked     LookReceipts
// around that, where a host's own packet filter may be what ends a path,
//   coordinator: RulesOrder    RulesRequest
//   agent:       RulesWatched  Rules
// between Facts and Arm, or in place of them, of who compares firewalls,
//   coordinator: ExposureRequest
//   agent:       Exposure
// and at any time Keepalive both ways, and Failed by the agent, after which it ends. Behind Disarm
// a session's next run may begin, with FactsRequest or Arm.
namespace oakprobe::wire {

struct FactsRequest {
  friend bool operator==(const FactsRequest&, const FactsRequest&) = default;
};

// All planned paths were dialled and waited for.
struct Probed {
  friend bool operator==(const Probed&, const Probed&) = default;
};

struct EvidenceRequest {
  friend bool operator==(const EvidenceRequest&, const EvidenceRequest&) = default;
};

struct LookReceiptsRequest {
  friend bool operator==(const LookReceiptsRequest&, const LookReceiptsRequest&) = default;
};

struct Disarm {
  friend bool operator==(const Disarm&, const Disarm&) = default;
};

// Every port is free again.
struct Disarmed {
  friend bool operator==(const Disarmed&, const Disarmed&) = default;
};

struct Keepalive {
  friend bool operator==(const Keepalive&, const Keepalive&) = default;
};

struct Bye {
  friend bool operator==(const Bye&, const Bye&) = default;
};

using Message = std::variant<
    Hello,
    Welcome,
    FactsRequest,
    evidence::Facts,
    ExposureRequest,
    evidence::Exposure,
    Arm,
    Armed,
    Probe,
    Probed,
    EvidenceRequest,
    Evidence,
    LookOrder,
    Looked,
    LookReceiptsRequest,
    LookReceipts,
    RulesOrder,
    RulesWatched,
    RulesRequest,
    Rules,
    Disarm,
    Disarmed,
    Keepalive,
    Failed,
    Bye>;

// The message's `type` on the wire: "facts-request".
[[nodiscard]] std::string_view type_name(const Message& message);

// A message as a frame body. Lists longer than the limits here, and addresses to dial that are
// empty or too long, are bugs of the caller; texts above 4 KiB are cut, and bytes in them that are
// no UTF-8 become '?'.
[[nodiscard]] std::vector<std::byte> encode_message(const Message& message);

inline constexpr std::size_t message_depth_max = 16;
inline constexpr std::size_t message_values_max = 2'000'000;
inline constexpr std::size_t message_map_keys_max = 256;
inline constexpr std::size_t message_keys_max = 131'072;  // of all maps together

// Total: every input gives a message or an error, in time linear in the input and memory bounded by
// the limits above, whatever stands in fields that are not known. Depth and number of values are
// checked before anything is read; ranges of all fields are checked too. Of a
// Hello or Welcome whose version is another, only version and oakprobe are read: compare it first.
[[nodiscard]] Result<Message> decode_message(std::span<const std::byte> body);

// So, in under 32 MB beside the body: what only a coordinator sends, such as a Probe of 500,000
// paths, is refused unread.
[[nodiscard]] Result<Message> decode_message_of_agent(std::span<const std::byte> body);

}  // namespace oakprobe::wire
