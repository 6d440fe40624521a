#pragma once

#include "evidence/dial.hpp"
#include "probe-agent/dial/service_call.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace oakprobe::agent {

// What a dial run sends with: sockets, or a network of a test's own. What comes of an attempt is
// reported to DialProgress, at once or later. An index is the path's place in the run.
class DialNetwork {
 public:
  virtual ~DialNetwork() = default;

  // Makes one UDP probe ready to be sent, which flush() does at the latest. 0, or the errno with
  // which there is no socket; then nothing more comes of it.
  [[nodiscard]] virtual int queue_probe(
      std::size_t index,
      const PathId& path,
      unsigned attempt,
      const IpAddress& address,
      std::uint16_t port
  ) = 0;
  virtual void flush() = 0;

  // Starts a TCP connection, to a stand-in or for no more than to be made. nullopt: under way. A
  // failure: the kernel refused the call at once. So ask().
  [[nodiscard]] virtual std::optional<evidence::DialFailure> connect(
      std::size_t index,
      const wire::PlannedPath& plan,
      unsigned attempt,
      const IpAddress& address,
      const net::NetworkNamespace* there
  ) = 0;
  // Starts a TCP connection to a running service that is asked a question.
  [[nodiscard]] virtual std::optional<evidence::DialFailure> ask(
      std::size_t index, const PathId& path, unsigned attempt, ServiceCall call
  ) = 0;
  // As many connections are open as may be.
  [[nodiscard]] virtual bool is_full_of_connections() const = 0;
  [[nodiscard]] virtual bool is_full_of_questions() const = 0;

  // Closes what is still open of one attempt, or of the whole path; a connection without answer is
  // reported as failed.
  virtual void abandon(std::size_t index, unsigned attempt) = 0;
  virtual void abandon(std::size_t index) = 0;
  // Of a question what was heard until now counts; connections that are still to come stay.
  virtual void end_talks(std::size_t index) = 0;
};

}  // namespace oakprobe::agent
