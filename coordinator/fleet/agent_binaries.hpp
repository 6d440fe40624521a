#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::fleet {

// An agent to be sent, and what it must arrive as.
struct AgentBinary {
  std::vector<std::byte> bytes;
  std::vector<std::byte> packed;  // the same as gzip packs it; empty: it is too large to pack
  std::string sha256;             // 64 hexadecimal digits
  std::uint32_t cksum = 0;        // as POSIX cksum prints it, for nodes without sha256sum
};

[[nodiscard]] std::string sha256_of(std::span<const std::byte> bytes);
[[nodiscard]] std::uint32_t cksum_of(std::span<const std::byte> bytes);

// The machine, as `uname -m` names it, that an ELF program is for; empty: no such program, or for a
// machine that Oakprobe does not know.
[[nodiscard]] std::string_view machine_of(std::span<const std::byte> program);

// The agents that lie beside oakprobe: agents/oakprobe-agent-MACHINE, else oakprobe-agent itself.
// Each is read and packed once, and shared by all nodes.
class AgentBinaries {
 public:
  struct Found {
    std::shared_ptr<const AgentBinary> agent;
    std::string wrong;  // without an agent: why, and what to do
  };

  struct SentSize {
    std::size_t bytes = 0;
    bool packed = false;
  };

  // `programs`: the directory that oakprobe is in.
  explicit AgentBinaries(std::filesystem::path programs);

  // `machine` as the node's `uname -m` says it.
  [[nodiscard]] Found for_machine(const std::string& machine);

  // Of the largest that there is, as it is sent to nodes that can unpack it. No bytes: there is
  // none.
  [[nodiscard]] SentSize largest_sent();

 private:
  [[nodiscard]] Found find_file(const std::string& machine) const;

  std::filesystem::path programs_;
  std::map<std::string, Found> known_;  // of known machines only: a stranger's word is no key
};

}  // namespace oakprobe::fleet
