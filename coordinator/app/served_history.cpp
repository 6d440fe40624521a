#include "coordinator/app/served_history.hpp"

#include "coordinator/app/access_token.hpp"
#include "web/page_parts.hpp"

#include <utility>

namespace oakprobe::app {

OrFailure<ServeTerms> serve_terms(const ServeRequest& request) {
  ServeTerms terms;
  terms.settings.listen = request.listen.value_or(serve::default_endpoint());
  terms.settings.page = web::page_parts();
  const bool local = terms.settings.listen.address.is_loopback();
  if (!local && !request.token_file)
    return wrong_input(
        "others can reach " + to_text(terms.settings.listen) +
        ": give a file with a token that they need, --token-file FILE, or serve 127.0.0.1 alone"
    );
  if (!request.token_file) return terms;
  auto read = read_access_token(*request.token_file);
  if (!read) return read.error();
  terms.settings.token = std::move(read->token);
  if (!read->warning.empty()) terms.warnings.push_back(std::move(read->warning));
  if (!local)
    terms.warnings.emplace_back(
        "the token goes over the network as it is: a proxy with TLS before this server keeps it "
        "secret (docs/serve.md)"
    );
  return terms;
}

ServedHistory::ServedHistory(history::Database database, std::optional<std::string> deployment)
    : answers_(std::move(database), std::move(deployment)) {}

OrFailure<void> ServedHistory::start(serve::ServerSettings settings) {
  const std::string where = to_text(settings.listen);
  auto server = serve::Server::start(std::move(settings), answers_);
  if (!server)
    return oakprobe_failed(
        "the page can't be served at " + where + ": " + server.error().message() +
        (server.error() == boost::system::errc::address_in_use
             ? "; another program listens there. Name another port: ADDRESS:PORT, 0 for any"
             : "")
    );
  server_ = std::move(*server);
  return {};
}

std::string ServedHistory::url() const { return "http://" + to_text(server_->endpoint()) + "/"; }

}  // namespace oakprobe::app
