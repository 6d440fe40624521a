#include "probe-agent/question/tls_session.hpp"

#include "base/check.hpp"

#include <mbedtls/ssl.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_MAJOR >= 3
#include <psa/crypto.h>
#else
#include <mbedtls/net_sockets.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <sys/random.h>

namespace oakprobe::agent {
namespace {

// getrandom(2) gives up to 256 bytes at once, and whole.
int random_bytes(void* /*unused*/, unsigned char* out, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const std::size_t wanted = std::min<std::size_t>(size - done, 256);
    if (::getrandom(out + done, wanted, 0) != static_cast<ssize_t>(wanted)) return -1;
    done += wanted;
  }
  return 0;
}

}  // namespace

struct TlsSession::State {
  mbedtls_ssl_config config;
  mbedtls_ssl_context context;
  std::string input;
  std::string output;
  std::string plain;
  bool open = false;
  bool certificate = false;
  int error = 0;

  explicit State(const std::string& server_name) {
#if MBEDTLS_VERSION_MAJOR >= 3
    CHECK(psa_crypto_init() == PSA_SUCCESS);
#endif
    mbedtls_ssl_config_init(&config);
    mbedtls_ssl_init(&context);
    const int failed = mbedtls_ssl_config_defaults(
        &config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT
    );
    CHECK(failed == 0);  // nothing but memory can fail
#if MBEDTLS_VERSION_MAJOR >= 3
    mbedtls_ssl_conf_max_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
    mbedtls_ssl_conf_rng(&config, random_bytes, nullptr);
    mbedtls_ssl_conf_verify(&config, on_certificate, this);
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_OPTIONAL);
    CHECK(mbedtls_ssl_setup(&context, &config) == 0);
    // Also without a name: from 3.6 on mbedTLS wants to be told that there is none.
    const char* name = server_name.empty() ? nullptr : server_name.c_str();
    CHECK(mbedtls_ssl_set_hostname(&context, name) == 0);
    mbedtls_ssl_set_bio(&context, this, send, receive, nullptr);
  }

  ~State() {
    mbedtls_ssl_free(&context);
    mbedtls_ssl_config_free(&config);
  }

  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static int send(void* self, const unsigned char* bytes, std::size_t size) {
    static_cast<State*>(self)->output.append(reinterpret_cast<const char*>(bytes), size);
    return static_cast<int>(size);
  }

  static int receive(void* self, unsigned char* out, std::size_t size) {
    std::string& input = static_cast<State*>(self)->input;
    if (input.empty()) return MBEDTLS_ERR_SSL_WANT_READ;
    const std::size_t taken = std::min(size, input.size());
    std::memcpy(out, input.data(), taken);
    input.erase(0, taken);
    return static_cast<int>(taken);
  }

  static int on_certificate(void* self, mbedtls_x509_crt*, int, std::uint32_t* flags) {
    static_cast<State*>(self)->certificate = true;
    *flags = 0;  // any will do
    return 0;
  }

  void advance() {
    if (error != 0) return;
    if (!open) {
      const int result = mbedtls_ssl_handshake(&context);
      if (result == MBEDTLS_ERR_SSL_WANT_READ) return;
      error = result;
      open = result == 0;
      if (!open) return;
    }
    for (std::array<unsigned char, 4'096> buffer;;) {
      const int size = mbedtls_ssl_read(&context, buffer.data(), buffer.size());
      if (size == MBEDTLS_ERR_SSL_WANT_READ) return;
      if (size <= 0) {
        error = size == 0 ? MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY : size;
        return;
      }
      plain.append(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(size));
    }
  }
};

TlsSession::TlsSession(const std::string& server_name)
    : state_(std::make_unique<State>(server_name)) {}

TlsSession::~TlsSession() = default;
TlsSession::TlsSession(TlsSession&&) noexcept = default;
TlsSession& TlsSession::operator=(TlsSession&&) noexcept = default;

void TlsSession::take(std::string_view from_network) {
  state_->input += from_network;
  state_->advance();
}

std::string TlsSession::take_output() { return std::exchange(state_->output, {}); }

std::string TlsSession::take_plain() { return std::exchange(state_->plain, {}); }

void TlsSession::write(std::string_view plain) {
  CHECK(state_->open);
  if (has_failed()) return;
  // Never partial: send() takes all, and a question is far below a record's limit.
  const auto* bytes = reinterpret_cast<const unsigned char*>(plain.data());
  const int size = mbedtls_ssl_write(&state_->context, bytes, plain.size());
  if (size < 0) state_->error = size;
}

void TlsSession::say_goodbye() {
  if (state_->open && !has_failed()) (void)mbedtls_ssl_close_notify(&state_->context);
}

bool TlsSession::is_open() const { return state_->open && !has_failed(); }

bool TlsSession::has_failed() const { return state_->error != 0; }

bool TlsSession::saw_certificate() const { return state_->certificate; }

bool TlsSession::was_refused() const {
  return state_->error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;
}

}  // namespace oakprobe::agent
