#pragma once

#include "check_case.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::diagnosis::test {

// What stops, or harms, those of the paths that it predicts.
struct Fault {
  std::string name;
  Judgement judgement;
  std::function<bool(const PathId&)> predicts;
  const char* router = nullptr;
};

// Of paths, in the order of the check.
using Positions = std::set<std::size_t>;

// Paths of 40 nodes: a root, four clusters, and workers; and what the faults make of them.
class Deployment {
 public:
  Deployment();

  [[nodiscard]] std::uint16_t port_of(const PathId& path) const {
    return *one_.check.inventory.flow(path.flow).port;
  }
  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] const PathId& id(std::size_t at) const { return ids_[at]; }

  // What is met first decides. Returns of each fault the paths that it alone explains.
  std::vector<Positions> suffer(const std::vector<Fault>& faults);

  [[nodiscard]] const FinishedCheck& check() const { return one_.check; }

 private:
  static std::pair<int, int> rank(const Fault& fault);

  void add_flow(
      const char* id,
      Protocol protocol,
      std::uint16_t port,
      const std::function<bool(NodeId, NodeId)>& has
  );

  void add(const PathId& id, const Fault* fault);

  CheckCase one_{};
  std::vector<PathId> ids_;
};

// Faults as networks have them, of such a deployment.
class Faults {
 public:
  Faults(const Deployment& deployment, unsigned seed) : deployment_(deployment), random_(seed) {}

  Fault draw();

 private:
  const Deployment& deployment_;
  std::mt19937 random_;
};

// Those of the paths that it stops or harms, wherever another one does, too.
[[nodiscard]] Positions predicted(const Deployment& deployment, const Fault& fault);

}  // namespace oakprobe::diagnosis::test
