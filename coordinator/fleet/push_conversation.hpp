#pragma once

#include "coordinator/fleet/sudo_password.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace oakprobe::fleet {

// The script runs on a machine of this kind (`uname -m`), and waits for the offer.
struct ShellReady {
  std::string machine;
  bool unpacks = false;  // what gzip packed
};
// There is a place for the agent: send its first piece.
struct WantsAgent {};
// The piece that was sent is there: send the next.
struct PieceArrived {};
// An earlier run left the agent there, and it is still the same: send nothing.
struct HasAgent {};
// It arrived whole and is being started: what comes now is its own.
struct AgentStarts {};
// The node gave up, or it is no node that runs our script.
struct DeliveryFailed {
  std::string why;
};

using PushEvent =
    std::variant<ShellReady, WantsAgent, AgentStarts, DeliveryFailed, PieceArrived, HasAgent>;

// Follows what the push script says, among whatever else a login prints. Bytes in, events out.
class PushConversation {
 public:
  // What is said may hold this password; null: none.
  explicit PushConversation(std::shared_ptr<const SudoPassword> password = nullptr)
      : password_(std::move(password)) {}

  struct Taken {
    std::size_t bytes = 0;  // what is behind them belongs to the next call, or to the agent
    std::optional<PushEvent> event;
  };

  // Call it again with the rest after an event. Behind AgentStarts nothing is taken.
  [[nodiscard]] Taken feed(std::span<const std::byte> bytes);

  [[nodiscard]] bool shell_answered() const { return stage_ != Stage::knocking; }
  [[nodiscard]] bool started() const { return stage_ == Stage::started; }

  // What was printed that is not the script's: banners, errors. 64 KiB at most.
  [[nodiscard]] const std::string& chatter() const { return chatter_; }

 private:
  enum class Stage { knocking, offered, sending, kept, started, failed };

  [[nodiscard]] std::optional<PushEvent> read_line();
  [[nodiscard]] std::optional<PushEvent> read_word(std::string_view said);
  [[nodiscard]] PushEvent failed(std::string why);

  [[nodiscard]] std::string told(std::string_view words) const;

  std::shared_ptr<const SudoPassword> password_;
  Stage stage_ = Stage::knocking;
  std::string line_;
  std::string chatter_;
};

}  // namespace oakprobe::fleet
