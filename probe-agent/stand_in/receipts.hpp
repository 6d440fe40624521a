#pragma once

#include "base/address_set.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/path_table.hpp"
#include "base/protocol.hpp"
#include "evidence/closer_look.hpp"
#include "evidence/node_evidence.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// What this node's stand-ins received. Decides which probes are answered: authentic ones (the
// caller has decoded them), of this run, addressed to this node and to a flow that is armed on the
// port, and fresh, each attempt once: an agent is no reflector. An attempt that came from another
// address than the one told uses up nothing: whoever sends one again from elsewhere takes nothing
// from its source, whose own is answered, and whose address is told.
class Receipts {
 public:
  // peers: who will dial, as `arm` told.
  Receipts(std::uint64_t run, NodeId node, const std::vector<wire::ArmPeer>& peers);

  void arm(ListenPort port, const std::vector<FlowId>& flows);
  // From now on probes of closer looks are taken; before, they are dropped.
  void expect_looks() { looks_expected_ = true; }

  // True: note it and answer it. False: not for us, or a replay.
  [[nodiscard]] bool accept(
      ListenPort port,
      const wire::Datagram& probe,
      const IpAddress& source,
      std::uint16_t source_port
  );
  // All that followed an accepted probe over TCP that tries segments (evidence::size_attempt) has
  // come.
  void segments_arrived(const wire::Datagram& probe);
  // Of closer looks nothing is noted.
  void answered(const wire::Datagram& probe);
  void answer_failed(const wire::Datagram& probe, int error);

  // A connection that brought no authentic probe.
  void stranger(ListenPort port, const IpAddress& source);

  // In order of flow, source, target; the target is this node.
  [[nodiscard]] std::vector<evidence::ReceiptEvidence> receipts() const;
  // Where probes over this protocol came from that were answered: the kernel knows a way there.
  [[nodiscard]] AddressSet answered_sources(Protocol protocol) const;
  // Of the first probe of a path, or of the first from the told address; nullopt: none came.
  [[nodiscard]] std::optional<IpAddress> source_of(const PathId& path) const;
  [[nodiscard]] std::vector<evidence::LookReceipt> looks() const;
  [[nodiscard]] std::vector<evidence::Stranger> strangers() const;

 private:
  static constexpr std::uint32_t as_told = ~std::uint32_t{0};
  // A mesh has thousands.
  struct Receipt {
    evidence::AttemptSet delivered;
    evidence::AttemptSet from_told;  // of them, those from the address that `arm` told
    evidence::AttemptSet answered;
    std::int32_t answer_error = 0;
    std::uint32_t source = as_told;  // in sources_, of the first probe where none came from there
    std::uint16_t source_port = 0;
    Protocol protocol{};
  };
  struct Look {
    evidence::LookReceipt receipt;
    std::uint32_t traces = 0;    // a bit for each hop limit
    std::uint32_t segments = 0;  // a bit for each size over TCP that was begun
  };

  [[nodiscard]] const IpAddress& address_of(const PathId& path, const Receipt& receipt) const;
  [[nodiscard]] bool accept_look(Protocol protocol, const wire::Datagram& probe);
  [[nodiscard]] bool is_told(NodeId node, const IpAddress& source) const;
  [[nodiscard]] std::uint32_t number_of(const IpAddress& source);

  std::uint64_t run_;
  NodeId node_;
  std::map<ListenPort, std::set<FlowId>> armed_;
  PathTable<Receipt> by_path_;
  std::vector<IpAddress> sources_;
  std::map<IpAddress, std::uint32_t> source_numbers_;
  boost::unordered_flat_map<std::uint32_t, IpAddress> told_;  // by NodeId
  std::map<PathId, Look> looks_;
  bool looks_expected_ = false;
  std::map<std::pair<ListenPort, IpAddress>, std::uint32_t> strangers_;
};

}  // namespace oakprobe::agent
