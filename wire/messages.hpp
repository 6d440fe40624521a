#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "base/result.hpp"
#include "base/rotation.hpp"
#include "evidence/armed_port.hpp"
#include "evidence/closer_look.hpp"
#include "evidence/dial_mode.hpp"
#include "evidence/facts.hpp"
#include "evidence/node_evidence.hpp"
#include "wire/datagram.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The control messages (docs/wire-protocol.md), in the order of a run:
//   coordinator: Hello    FactsRequest  Arm     Probe   EvidenceRequest    Disarm    Bye
//   agent:       Welcome  Facts         Armed   Probed  Evidence (1 to n)  Disarmed
// between Evidence and Disarm, where a closer look tells more,
//   coordinator: LookOrder  LookReceiptsRequest
//   agent:       Looked     LookReceipts
// and at any time Keepalive both ways, and Failed by the agent, after which it ends. Behind Disarm
// a session's next run may begin, with FactsRequest or Arm.
namespace oakprobe::wire {

inline constexpr std::uint32_t protocol_version = 1;

struct Hello {
  std::uint32_t version = protocol_version;
  std::string oakprobe;  // the coordinator's program version, for messages
  std::uint64_t run = 0;
  NodeId node{};
  std::string name;  // the node's name in the inventory

  friend bool operator==(const Hello&, const Hello&) = default;
};

struct Welcome {
  std::uint32_t version = protocol_version;
  std::string oakprobe;
  bool net_raw = false;    // CAP_NET_RAW: may open taps
  bool net_admin = false;  // CAP_NET_ADMIN: may read the firewall's rules
  // Inode of /proc/self/ns/net: with the boot id, which agents share one network stack. 0: unknown.
  std::uint64_t network_namespace = 0;

  friend bool operator==(const Welcome&, const Welcome&) = default;
};

struct FactsRequest {
  friend bool operator==(const FactsRequest&, const FactsRequest&) = default;
};

enum class ListenPolicy : std::uint8_t { automatic, never, always };  // contracts: --listen

// One port to stand in on, or to watch.
struct ArmPort {
  ListenPort port;
  std::vector<FlowId> flows;  // probes of other flows are not answered here
  std::string component;      // Oakestra's component that would own it; empty: unknown
  bool stand_in = true;       // false: only tell who owns it (flows that must be closed)

  friend bool operator==(const ArmPort&, const ArmPort&) = default;
};

inline constexpr std::size_t arm_ports_max = 4'096;
inline constexpr std::size_t arm_peers_max = 4'096;

// Who will dial a node, and the address that its probes come from, as far as the inventory tells.
struct ArmPeer {
  NodeId node{};
  IpAddress address;

  friend bool operator==(const ArmPeer&, const ArmPeer&) = default;
};

inline constexpr std::uint32_t run_seconds_max = 6 * 3'600;

// Which run it is, and as whom the agent is in it.
struct RunPlace {
  std::uint64_t run = 0;
  NodeId node{};

  friend bool operator==(const RunPlace&, const RunPlace&) = default;
};

struct Arm {
  std::optional<RunPlace> place;  // nullopt: hello's, which is that of a session's first run
  bool again = false;             // another run may follow: the agent keeps what that takes
  ProbeKey key{};                 // K_t: of what comes to this node
  ListenPolicy policy = ListenPolicy::automatic;
  std::optional<IpAddress> bind;  // listen on and dial from this address; nullopt: any
  std::vector<ArmPort> ports;
  std::vector<ArmPeer> peers;  // is there a route back to each? (arm_peers_max at most)
  bool taps = true;            // open taps, if the agent may
  // Then the agent frees its ports and ends, whatever else it is told. 1 to run_seconds_max.
  std::uint32_t ends_after_s = run_seconds_max;

  friend bool operator==(const Arm&, const Arm&) = default;
};

struct Armed {
  std::vector<evidence::ArmedPort> ports;  // in the order of Arm::ports

  friend bool operator==(const Armed&, const Armed&) = default;
};

struct PlannedPath {
  PathId path;
  std::uint32_t address = 0;   // its position in Probe::addresses, or in Probe::names
  std::uint32_t start_ms = 0;  // not before, from the start of probing (spares live ports)
  std::uint16_t port = 0;
  std::uint16_t question = 0;  // with mode question: its position in Probe::questions
  Protocol protocol = Protocol::tcp;
  evidence::DialMode mode = evidence::DialMode::exchange;
  bool named = false;
  // One more than the position in Probe::diallers of Oakestra's component that dials this path and
  // may run in a container; 0: the host's own programs do.
  std::uint8_t dialler = 0;

  friend bool operator==(const PlannedPath&, const PlannedPath&) = default;
};

inline constexpr std::size_t probe_orders_max =
    8;  // to one agent: a plan, and more around failures
inline constexpr std::size_t probe_paths_max = 500'000;
inline constexpr std::size_t probe_flows_max = 2'000'000;  // paths times attempts, of one order
inline constexpr std::size_t probe_ways_max = 65'535;      // different ports and modes
inline constexpr std::size_t probe_questions_max = 4'096;  // different ones
inline constexpr std::size_t probe_diallers_max = 64;      // different ones
inline constexpr std::uint32_t rotation_nodes_max = 65'536;
inline constexpr std::size_t dialled_bytes_max = 255;  // of an address: a DNS name's limit
// Between the starts of an agent's flows: no option lifts an agent above 20,000 a second.
inline constexpr std::uint32_t flow_interval_us_min = 50;
inline constexpr std::uint32_t flow_interval_us_max = 600'000'000;

// Described, not listed: runs of targets that are dialled alike. In which order follows from the
// rotation (base/rotation.hpp), which is the same for all agents of a run.
struct Probe {
  std::vector<IpAddress> addresses;
  std::vector<std::string> names;  // DNS names, never empty
  std::vector<evidence::Question> questions;
  std::vector<PlannedPath> paths;  // dialled slot by slot of the rotation
  RotationSeed seed{};
  std::uint32_t nodes = 1;                 // of the rotation; every path's ends are below
  std::uint32_t attempts = 3;              // 1 to attempts_max
  std::uint32_t timeout_ms = 1'000;        // of one attempt, 1 to 60,000
  std::uint32_t flow_interval_us = 5'000;  // flow_interval_us_min to flow_interval_us_max
  // Silent UDP paths are listened to this long from their first attempt; those of TCP, whose kernel
  // goes on with it, 3.5 s at least.
  std::uint32_t settle_ms = 3'500;
  std::vector<std::string> diallers;  // components; empty: a container, and no more is known
  std::vector<ProbeKey> keys;         // k(source -> t), for each of targets_of(paths)

  friend bool operator==(const Probe&, const Probe&) = default;
};

// The different targets of these paths, ascending.
[[nodiscard]] std::vector<NodeId> targets_of(std::span<const PlannedPath> paths);

// All planned paths were dialled and waited for.
struct Probed {
  friend bool operator==(const Probed&, const Probed&) = default;
};

struct EvidenceRequest {
  friend bool operator==(const EvidenceRequest&, const EvidenceRequest&) = default;
};

inline constexpr std::size_t evidence_paths_per_message = 4'096;
inline constexpr std::size_t policy_routed_max = 8'192;

// A part of an agent's evidence; what is told of the node as a whole is in the last part.
struct Evidence {
  evidence::NodeEvidence part;
  bool last = true;

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

inline constexpr std::uint32_t look_start_ms_max = 600'000;

// Looks closer at paths that were dialled before; each path once.
struct LookOrder {
  std::vector<evidence::Look> looks;  // looks_max at most
  std::uint32_t timeout_ms = 1'000;   // how long an answer may take, 1 to 60,000

  friend bool operator==(const LookOrder&, const LookOrder&) = default;
};

// All of an order's looks are over, in its order.
struct Looked {
  std::vector<evidence::LookEvidence> looks;

  friend bool operator==(const Looked&, const Looked&) = default;
};

struct LookReceiptsRequest {
  friend bool operator==(const LookReceiptsRequest&, const LookReceiptsRequest&) = default;
};

// What the agent, as a target, received of others' looks; looks_max at most.
struct LookReceipts {
  std::vector<evidence::LookReceipt> receipts;
  bool overflowed = false;  // a queue or a tap of this node ran over: what is missing may have come

  friend bool operator==(const LookReceipts&, const LookReceipts&) = default;
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

// The agent cannot go on, and ends; the text is for a person.
struct Failed {
  std::string message;

  friend bool operator==(const Failed&, const Failed&) = default;
};

struct Bye {
  friend bool operator==(const Bye&, const Bye&) = default;
};

using Message = std::variant<
    Hello,
    Welcome,
    FactsRequest,
    evidence::Facts,
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
