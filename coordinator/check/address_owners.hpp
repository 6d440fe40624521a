#pragma once

#include "coordinator/check/door_arrivals.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <vector>

namespace oakprobe::check {

// Whose an address is that packets were seen to come from. A node's own word counts for its own
// paths; that an address is another's, which takes it from the rest, is known from the inventory
// alone (docs/trust.md).
class AddressOwners {
 public:
  // Of what the inventory has, literals alone.
  explicit AddressOwners(const diagnosis::FinishedCheck& check);

  // The inventory or the node itself says so.
  [[nodiscard]] bool is_of(NodeId node, const IpAddress& address) const;
  // So, and the inventory does not give it to others alone.
  [[nodiscard]] bool is_undisputed(NodeId node, const IpAddress& address) const;
  // By the inventory no node has it: it may be anybody's translated one.
  [[nodiscard]] bool is_nobodys(const IpAddress& address) const;

  // Whether one of these is.
  [[nodiscard]] bool any_of(NodeId node, const AddressSet& addresses) const;
  [[nodiscard]] bool any_nobodys(const AddressSet& addresses) const;

 private:
  std::vector<AddressSet> told_;   // by NodeId: what it says of itself
  std::vector<AddressSet> named_;  // by NodeId: what the inventory says
  AddressSet of_nodes_;            // all that the inventory names
};

}  // namespace oakprobe::check
