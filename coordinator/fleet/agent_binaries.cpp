#include "coordinator/fleet/agent_binaries.hpp"

#include "base/printable.hpp"
#include "coordinator/fleet/gzip.hpp"
#include "net/read_file.hpp"

#include <boost/algorithm/hex.hpp>
#include <boost/crc.hpp>
#include <sodium/crypto_hash_sha256.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <elf.h>
#include <iterator>
#include <optional>

namespace oakprobe::fleet {
namespace {

struct Machine {
  std::string_view name;   // ours, and the kernel's
  std::string_view other;  // what some systems call it
  std::uint16_t elf;
};
constexpr std::array<Machine, 2> machines{
    {{"x86_64", "amd64", EM_X86_64}, {"aarch64", "arm64", EM_AARCH64}}};

// Six times what scripts/build-agents lets pass. Nothing else goes on while an agent is packed, and
// a build for debugging, of 95 MB, would hold up the other agents until they are given up.
constexpr std::size_t packed_from_bytes_max = 32'000'000;

constexpr std::size_t program_bytes_max = 512U << 20;  // of an agent, however it was built

constexpr std::string_view how_to_build = "scripts/build-agents builds the agents";

std::optional<std::vector<std::byte>> read_program(const std::filesystem::path& path) {
  const auto text = net::read_file(path, program_bytes_max);
  if (!text) return std::nullopt;
  const auto bytes = std::as_bytes(std::span(*text));
  return std::vector(bytes.begin(), bytes.end());
}

}  // namespace

std::string sha256_of(std::span<const std::byte> bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(
      digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()
  );
  std::string text;
  boost::algorithm::hex_lower(digest, std::back_inserter(text));
  return text;
}

// POSIX, cksum: the CRC of the bytes and then of their number, least significant byte first.
std::uint32_t cksum_of(std::span<const std::byte> bytes) {
  boost::crc_optimal<32, 0x04c11db7, 0, 0xffffffff, false, false> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  for (std::size_t left = bytes.size(); left > 0; left >>= 8)
    crc.process_byte(static_cast<unsigned char>(left & 0xff));
  return crc.checksum();
}

std::string_view machine_of(std::span<const std::byte> program) {
  Elf64_Ehdr header;
  if (program.size() < sizeof header) return "";
  std::memcpy(&header, program.data(), sizeof header);
  const bool is_program = std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
                          header.e_ident[EI_CLASS] == ELFCLASS64 &&
                          header.e_ident[EI_DATA] == ELFDATA2LSB;
  const auto* const known = std::ranges::find(machines, header.e_machine, &Machine::elf);
  return is_program && known != machines.end() ? known->name : "";
}

AgentBinaries::AgentBinaries(std::filesystem::path programs) : programs_(std::move(programs)) {}

AgentBinaries::Found AgentBinaries::for_machine(const std::string& machine) {
  const auto* const known = std::ranges::find_if(machines, [&](const Machine& candidate) {
    return machine == candidate.name || machine == candidate.other;
  });
  if (known == machines.end()) {
    return {
        nullptr,
        "the node's machine is " + in_quotes(machine) +
            "; there are agents for x86_64 and aarch64 only"};
  }
  const std::string name(known->name);
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  return known_.emplace(name, find_file(name)).first->second;
}

AgentBinaries::SentSize AgentBinaries::largest_sent() {
  SentSize most;
  for (const Machine& machine : machines) {
    const auto agent = for_machine(std::string(machine.name)).agent;
    if (!agent) continue;
    const bool packed = !agent->packed.empty();
    const std::size_t bytes = packed ? agent->packed.size() : agent->bytes.size();
    if (bytes > most.bytes) most = {bytes, packed};
  }
  return most;
}

AgentBinaries::Found AgentBinaries::find_file(const std::string& machine) const {
  const auto for_it = programs_ / "agents" / ("oakprobe-agent-" + machine);
  std::string wrong = for_it.string() + " is missing";
  for (const auto& path : {for_it, programs_ / "oakprobe-agent"}) {
    auto bytes = read_program(path);
    if (!bytes) continue;
    const auto its = machine_of(*bytes);
    if (its == machine) {
      auto agent = std::make_shared<AgentBinary>();
      agent->sha256 = sha256_of(*bytes);
      agent->cksum = cksum_of(*bytes);
      if (bytes->size() <= packed_from_bytes_max) agent->packed = gzip_of(*bytes);
      agent->bytes = std::move(*bytes);
      return {std::move(agent), ""};
    }
    if (path == for_it)
      wrong = path.string() + " is no program for " + machine +
              (its.empty() ? "" : " but for " + std::string(its));
  }
  return {
      nullptr,
      "there is no agent for " + machine + " to send: " + wrong + "; " + std::string(how_to_build)};
}

}  // namespace oakprobe::fleet
