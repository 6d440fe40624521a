#pragma once

#include "coordinator/notify/url.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::notify {

enum class ReceiverKind : std::uint8_t { webhook, alertmanager, command };

// Whom to tell, as a user says it.
struct ReceiverSettings {
  ReceiverKind kind{};
  std::string url;                         // empty: a command
  std::optional<std::string> secret_file;  // of a webhook
  std::vector<std::string> command;        // words; no shell is started
};

// So, checked, with its secret.
struct Receiver {
  ReceiverKind kind{};
  Url url;
  std::string secret;  // empty: nothing is signed
  std::vector<std::string> command;
  std::string key;  // by which its messages are kept: the same for the same settings, and no secret
  std::string name;  // for a person: "webhook hooks.example", without what may be secret in a URL
};

inline constexpr std::size_t secret_bytes_max = 4'096;

struct ReceiverTrouble {
  std::string message;  // one line for a person
};

// Reads the secret's file. `warning`: something to be told, and no reason not to go on.
[[nodiscard]] boost::system::result<Receiver, ReceiverTrouble> make_receiver(
    const ReceiverSettings& settings, std::string& warning
);

}  // namespace oakprobe::notify
