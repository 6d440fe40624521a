#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

// What an agent and its reader of rules say to each other over two pipes. The agent sends
// `read_command`, one byte, and nothing else ever; the reader answers with one head and one text
// for each of HostTexts' tools, in the order of its members, and ends at any other byte.
namespace oakprobe::agent {

inline constexpr std::byte read_command{'r'};

inline constexpr std::size_t tools_count = 5;

enum class ToolState : std::uint8_t {
  read,     // what it printed; nothing, where the kernel has nothing of its kind
  missing,  // there is no such tool
  failed    // the text says why, for a person
};

// Of one tool: state (1), bytes of the text (4, big-endian).
inline constexpr std::size_t head_bytes = 5;
using TextHead = std::array<std::byte, head_bytes>;

struct ToolText {
  ToolState state = ToolState::missing;
  std::string text;
};

inline constexpr std::size_t tool_output_bytes_max = 16U << 20;
// An agent has 64 MB for all that it does.
inline constexpr std::size_t reading_bytes_max = 8U << 20;

}  // namespace oakprobe::agent
