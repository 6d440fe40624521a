#include "coordinator/serve/access.hpp"

#include "base/ip_endpoint.hpp"

#include <boost/beast/core/string.hpp>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_verify_32.h>
#include <sodium/utils.h>

#include <algorithm>

namespace oakprobe::serve {
namespace {

using boost::beast::iequals;

// "Bearer abc" begins with the scheme "bearer": what stands behind it.
std::optional<std::string_view> behind_scheme(std::string_view text, std::string_view scheme) {
  if (text.size() <= scheme.size() || text[scheme.size()] != ' ' ||
      !iequals(text.substr(0, scheme.size()), scheme))
    return std::nullopt;
  text.remove_prefix(scheme.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

// RFC 7617: base64 of "user:password".
std::optional<std::string> password_of(std::string_view basic) {
  std::string text(basic.size(), '\0');
  std::size_t bytes = 0;
  const int failed = sodium_base642bin(
      reinterpret_cast<unsigned char*>(text.data()),
      text.size(),
      basic.data(),
      basic.size(),
      nullptr,
      &bytes,
      nullptr,
      sodium_base64_VARIANT_ORIGINAL
  );
  const auto colon = text.substr(0, bytes).find(':');
  if (failed != 0 || colon == std::string::npos) return std::nullopt;
  return text.substr(colon + 1, bytes - colon - 1);
}

}  // namespace

Access::Access(const std::optional<std::string>& token) {
  if (token) digest_ = digest_of(*token);
}

Access::Digest Access::digest_of(std::string_view token) {
  Digest digest{};
  crypto_hash_sha256(
      digest.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size()
  );
  return digest;
}

bool Access::is_token(std::string_view authorization) const {
  std::optional<Digest> given;
  if (const auto bearer = behind_scheme(authorization, "bearer"))
    given = digest_of(*bearer);
  else if (const auto basic = behind_scheme(authorization, "basic"))
    if (const auto password = password_of(*basic)) given = digest_of(*password);
  return given && crypto_verify_32(given->data(), digest_->data()) == 0;
}

Admission Access::judge(const Credentials& credentials) const {
  if (digest_ && !is_token(credentials.authorization)) return Admission::no_token;
  if (!digest_ && !is_loopback_host(credentials.host)) return Admission::strange_host;
  // A link on another site may lead here; what that site's scripts ask for is not for them.
  if (credentials.fetch_site == "cross-site" && credentials.fetch_mode != "navigate")
    return Admission::strange_site;
  return Admission::granted;
}

bool is_loopback_host(std::string_view host) {
  const auto is_local = [](std::string_view name) {
    if (iequals(name, "localhost")) return true;
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    const auto address = parse_ip_address(name);
    return address && address->is_loopback();
  };
  if (is_local(host)) return true;
  const auto colon = host.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view port = host.substr(colon + 1);
  return port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos &&
         is_local(host.substr(0, colon));
}

}  // namespace oakprobe::serve
