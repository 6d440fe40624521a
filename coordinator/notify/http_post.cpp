#include "coordinator/notify/http_post.hpp"

#include "base/result.hpp"
#include "coordinator/notify/look_up.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <memory>

namespace oakprobe::notify {
namespace {

namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::string_body>;

constexpr std::uint32_t header_bytes_max = 16 * 1024;

Request request_of(const HttpPost& post) {
  Request request(http::verb::post, post.url.target, 11);
  request.set(http::field::host, post.url.authority());
  request.set(http::field::user_agent, "oakprobe/" OAKPROBE_VERSION);
  request.set(http::field::content_type, "application/json");
  request.set(http::field::connection, "close");
  for (const auto& [name, value] : post.headers) request.set(name, value);
  request.body() = post.body;
  request.prepare_payload();
  return request;
}

// The answer's status.
template <class Stream>
asio::awaitable<Result<unsigned>> exchange(Stream& stream, const Request& request) {
  const auto [write_error, written] = co_await http::async_write(stream, request, net::as_result);
  if (write_error) co_return write_error;
  http::response_parser<http::string_body> parser;
  parser.header_limit(header_bytes_max);
  parser.body_limit(answer_bytes_max);
  boost::beast::flat_buffer buffer(answer_bytes_max + header_bytes_max);
  const auto [read_error, read] = co_await http::async_read(stream, buffer, parser, net::as_result);
  // Who ends a TLS connection without a word, or answers with much, has still answered.
  if (read_error && !parser.is_header_done()) co_return read_error;
  co_return parser.get().result_int();
}

asio::awaitable<Result<unsigned>> exchange_by_tls(
    tcp::socket& socket, const Url& url, const Request& request
) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  ErrorCode error;
  context.set_default_verify_paths(error);
  if (error) co_return error;
  asio::ssl::stream<tcp::socket&> stream(socket, context);
  stream.set_verify_mode(asio::ssl::verify_peer, error);
  stream.set_verify_callback(asio::ssl::host_name_verification(url.host), error);
  ErrorCode no_address;
  static_cast<void>(asio::ip::make_address(url.host, no_address));
  if (no_address) SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
  const auto [failed] =
      co_await stream.async_handshake(asio::ssl::stream_base::client, net::as_result);
  if (failed) co_return failed;
  co_return co_await exchange(stream, request);
}

asio::awaitable<Result<unsigned>> talk(
    Endpoints endpoints, const Url& url, const Request& request
) {
  tcp::socket socket(co_await asio::this_coro::executor);
  const auto [error, endpoint] =
      co_await asio::async_connect(socket, std::move(endpoints), net::as_result);
  if (error) co_return error;
  if (url.tls) co_return co_await exchange_by_tls(socket, url, request);
  co_return co_await exchange(socket, request);
}

Sent not_reached(const std::string& why) { return {false, false, why}; }

}  // namespace

asio::awaitable<Sent> http_post(HttpPost post, net::TimePoint deadline) {
  auto looking = look_up(post.url.host, post.url.port, deadline);
  const auto endpoints = co_await std::move(looking);
  if (!endpoints && endpoints.error() == too_many_look_ups())
    co_return not_reached(std::to_string(look_ups_max) + " look-ups of names hang already");
  if (!endpoints) co_return not_reached("looking up its name: " + endpoints.error().message());
  if (endpoints->empty()) co_return not_reached("its name has no address");
  const Request request = request_of(post);
  auto talking = talk(*endpoints, post.url, request);
  const auto status = co_await net::until(deadline, std::move(talking));
  if (!status) co_return not_reached("no answer in time");
  if (!*status) co_return not_reached(status->error().message());
  const unsigned code = **status;
  if (code / 100 == 2) co_return Sent{true, true, ""};
  const std::string more = code / 100 == 3 ? ", a redirect, which is not followed" : "";
  co_return Sent{false, true, "it answered with status " + std::to_string(code) + more};
}

}  // namespace oakprobe::notify
