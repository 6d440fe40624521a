#include "coordinator/fleet/agent_binaries.hpp"

#include "../../support/unpacked.hpp"
#include "coordinator/fleet/gzip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <elf.h>
#include <fstream>

namespace oakprobe::fleet {
namespace {

using ::testing::HasSubstr;

std::string elf(unsigned machine) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_machine = static_cast<Elf64_Half>(machine);
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) + "code";
}

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST(Digests, AreThoseOfSha256sumAndCksum) {
  const std::string digits = "123456789";
  EXPECT_EQ(
      sha256_of(bytes_of(digits)),
      "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
  );
  EXPECT_EQ(cksum_of(bytes_of(digits)), 930'766'865U);
  EXPECT_EQ(cksum_of({}), 4'294'967'295U);
}

TEST(MachineOf, ReadsTheHeader) {
  EXPECT_EQ(machine_of(bytes_of(elf(EM_X86_64))), "x86_64");
  EXPECT_EQ(machine_of(bytes_of(elf(EM_AARCH64))), "aarch64");
  EXPECT_EQ(machine_of(bytes_of(elf(EM_RISCV))), "");
  EXPECT_EQ(machine_of(bytes_of("#!/bin/sh\n")), "");
  EXPECT_EQ(machine_of(bytes_of(elf(EM_X86_64).substr(0, sizeof(Elf64_Ehdr) - 1))), "");
}

std::string unpacked(std::span<const std::byte> packed) {
  return testing_support::unpacked({reinterpret_cast<const char*>(packed.data()), packed.size()});
}

TEST(Gzip, PacksWhatCanBeUnpacked) {
  std::string noise;  // can't become shorter
  for (std::uint32_t x = 1; noise.size() < 100'000; x = x * 1'664'525 + 1'013'904'223)
    noise += static_cast<char>(x >> 24);
  for (const std::string& text :
       {std::string(), std::string("oak"), noise, std::string(1 << 20, 'x')})
    EXPECT_EQ(unpacked(gzip_of(bytes_of(text))), text);
  EXPECT_LT(gzip_of(bytes_of(std::string(1 << 20, 'x'))).size(), 2'000U);
}

class AgentBinariesTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(programs / "agents"); }
  void TearDown() override { std::filesystem::remove_all(programs); }
  void put(const std::string& name, const std::string& content) {
    std::ofstream(programs / name, std::ios::binary) << content;
  }

  const std::filesystem::path programs =
      std::filesystem::path(::testing::TempDir()) / ("programs-" + std::to_string(::getpid()));
};

TEST_F(AgentBinariesTest, ReadsEachAgentOnce) {
  put("agents/oakprobe-agent-aarch64", elf(EM_AARCH64));
  put("oakprobe-agent", elf(EM_X86_64));
  AgentBinaries binaries(programs);
  const auto arm = binaries.for_machine("aarch64");
  ASSERT_TRUE(arm.agent) << arm.wrong;
  EXPECT_EQ(machine_of(arm.agent->bytes), "aarch64");
  EXPECT_EQ(arm.agent->sha256, sha256_of(arm.agent->bytes));
  EXPECT_EQ(binaries.for_machine("arm64").agent, arm.agent);  // the same one, not read again
  EXPECT_EQ(unpacked(arm.agent->packed), elf(EM_AARCH64));
  const auto own = binaries.for_machine("x86_64");
  ASSERT_TRUE(own.agent) << own.wrong;
  EXPECT_EQ(machine_of(own.agent->bytes), "x86_64");
}

TEST_F(AgentBinariesTest, PrefersTheOneThatIsBuiltToBeSent) {
  put("agents/oakprobe-agent-x86_64", elf(EM_X86_64) + " to be sent");
  put("oakprobe-agent", elf(EM_X86_64));
  AgentBinaries binaries(programs);
  EXPECT_EQ(binaries.for_machine("x86_64").agent->bytes.size(), elf(0).size() + 11);
}

TEST_F(AgentBinariesTest, KnowsHowMuchIsSent) {
  AgentBinaries none(programs);
  EXPECT_EQ(none.largest_sent().bytes, 0U);
  put("agents/oakprobe-agent-aarch64", elf(EM_AARCH64) + std::string(100'000, 'x') + "and more");
  put("oakprobe-agent", elf(EM_X86_64));
  AgentBinaries binaries(programs);
  const auto arm = binaries.for_machine("aarch64").agent;
  EXPECT_EQ(binaries.largest_sent().bytes, arm->packed.size());
  EXPECT_TRUE(binaries.largest_sent().packed);
  EXPECT_LT(arm->packed.size(), arm->bytes.size() / 10);
}

// The packing of one would hold up all other agents.
TEST_F(AgentBinariesTest, DoesNotPackAHugeOne) {
  put("oakprobe-agent", elf(EM_X86_64) + std::string(32'000'000, 'x'));
  AgentBinaries binaries(programs);
  EXPECT_TRUE(binaries.for_machine("x86_64").agent->packed.empty());
  EXPECT_EQ(binaries.largest_sent().bytes, elf(0).size() + 32'000'000);
  EXPECT_FALSE(binaries.largest_sent().packed);
}

TEST_F(AgentBinariesTest, SaysWhatIsMissing) {
  put("oakprobe-agent", elf(EM_X86_64));
  AgentBinaries binaries(programs);
  const auto missing = binaries.for_machine("aarch64");
  EXPECT_FALSE(missing.agent);
  EXPECT_THAT(missing.wrong, HasSubstr("agents/oakprobe-agent-aarch64 is missing"));
  EXPECT_THAT(missing.wrong, HasSubstr("scripts/build-agents"));
  const auto strange = binaries.for_machine("armv7l\x1b[31m");
  EXPECT_FALSE(strange.agent);
  EXPECT_THAT(strange.wrong, HasSubstr("'armv7l?[31m'"));
}

TEST_F(AgentBinariesTest, TrustsNoName) {
  put("agents/oakprobe-agent-aarch64", elf(EM_X86_64));
  AgentBinaries binaries(programs);
  EXPECT_THAT(
      binaries.for_machine("aarch64").wrong, HasSubstr("is no program for aarch64 but for x86_64")
  );
}

}  // namespace
}  // namespace oakprobe::fleet
