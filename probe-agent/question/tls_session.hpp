#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace oakprobe::agent {

// A TLS client without a socket: bytes of the network in and out, plain bytes in and out. The
// server is not verified: nothing secret is sent, and who answers is what is to be found out.
//
// TLS 1.2, so that a server that wants a certificate refuses within the handshake.
class TlsSession {
 public:
  // server_name: for SNI; empty: none (an address).
  explicit TlsSession(const std::string& server_name);
  ~TlsSession();
  TlsSession(TlsSession&&) noexcept;
  TlsSession& operator=(TlsSession&&) noexcept;

  // Starts the handshake, or goes on with what has come.
  void take(std::string_view from_network);
  [[nodiscard]] std::string take_output();
  [[nodiscard]] std::string take_plain();
  void write(std::string_view plain);  // once it is open
  void say_goodbye();                  // close_notify

  [[nodiscard]] bool is_open() const;
  // The handshake, or the session, cannot go on.
  [[nodiscard]] bool has_failed() const;
  // The server has shown its certificate: what it refuses from then on is the client.
  [[nodiscard]] bool saw_certificate() const;
  // It ended the session with a fatal alert.
  [[nodiscard]] bool was_refused() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oakprobe::agent
