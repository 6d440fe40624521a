#pragma once

#include <string>

namespace oakprobe::history {

// A PostgreSQL server of this test program's own, below a temporary directory and on a socket
// there; started when it is asked for first, ended with the program. As root it runs as `postgres`.
class PostgresqlServer {
 public:
  // Null: there is none on this machine (Debian: postgresql).
  [[nodiscard]] static PostgresqlServer* get();

  // The URL of a new, empty database.
  [[nodiscard]] std::string new_database();

  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;
  ~PostgresqlServer();

 private:
  PostgresqlServer() = default;
  [[nodiscard]] bool start();
  [[nodiscard]] bool answers() const;
  [[nodiscard]] std::string url_of(const std::string& database) const;

  std::string directory_;
  int pid_ = 0;
  int databases_ = 0;
};

}  // namespace oakprobe::history
