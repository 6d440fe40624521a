#pragma once

#include "base/ip_endpoint.hpp"
#include "coordinator/app/failure.hpp"
#include "coordinator/history/database.hpp"
#include "coordinator/serve/history_answers.hpp"
#include "coordinator/serve/server.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::app {

struct ServeRequest {
  std::optional<IpEndpoint> listen;  // nullopt: serve::default_endpoint()
  std::optional<std::string> token_file;
};

struct ServeTerms {
  serve::ServerSettings settings;
  std::vector<std::string> warnings;  // for a person
};

// Before anything is started. A failure is a wrong input: others can reach the address and need no
// token, or the token can't be used.
[[nodiscard]] OrFailure<ServeTerms> serve_terms(const ServeRequest& request);

// The page over a history, on threads of its own.
class ServedHistory {
 public:
  // `deployment`: whose runs are meant where a question names no other (deployment_of()).
  ServedHistory(history::Database database, std::optional<std::string> deployment);
  ServedHistory(const ServedHistory&) = delete;
  ServedHistory& operator=(const ServedHistory&) = delete;

  // Once. A failure: it can't listen there.
  [[nodiscard]] OrFailure<void> start(serve::ServerSettings settings);
  // Where it is: "http://127.0.0.1:8970/".
  [[nodiscard]] std::string url() const;
  [[nodiscard]] serve::Server& server() { return *server_; }

 private:
  serve::HistoryAnswers answers_;
  std::unique_ptr<serve::Server> server_;  // null: not started
};

}  // namespace oakprobe::app
