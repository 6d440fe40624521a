#include "tests/coordinator/history/postgresql_server.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <pwd.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <sys/wait.h>

namespace oakprobe::history {
namespace {

namespace fs = std::filesystem;

// Debian has the programs beside each other, by version.
fs::path programs() {
  fs::path newest;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error))
    if (fs::exists(entry.path() / "bin/initdb")) newest = std::max(newest, entry.path() / "bin");
  return newest;
}

// The server refuses to be root's. It ends with this program, however that ends.
int run(std::vector<std::string> command, const std::string& log) {
  if (::geteuid() == 0) {
    const std::vector<std::string> as{
        "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=SIGQUIT"};
    command.insert(command.begin(), as.begin(), as.end());
  }
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int pid = ::fork();
  if (pid != 0) return pid;
  const int words = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (::dup2(words, 1) < 0 || ::dup2(words, 2) < 0 || ::chdir("/") != 0) ::_exit(126);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

bool succeeds(int pid) {
  int status = 0;
  return pid > 0 && ::waitpid(pid, &status, 0) == pid && status == 0;
}

}  // namespace

PostgresqlServer* PostgresqlServer::get() {
  static const std::unique_ptr<PostgresqlServer> server = [] {
    std::unique_ptr<PostgresqlServer> made(new PostgresqlServer);
    return made->start() ? std::move(made) : nullptr;
  }();
  return server.get();
}

bool PostgresqlServer::start() {
  const fs::path bin = programs();
  if (bin.empty()) return false;
  std::string name = (fs::temp_directory_path() / "oakprobe-postgresql-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return false;
  directory_ = name;
  const std::string log = directory_ + "/log";
  if (::geteuid() == 0) {
    const passwd* user = ::getpwnam("postgres");
    if (user == nullptr || ::chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) return false;
  }
  const std::string data = directory_ + "/data";
  const std::string initdb = (bin / "initdb").string();
  if (!succeeds(run({initdb, "-D", data, "-A", "trust", "-U", "oakprobe", "--no-sync"}, log)))
    return false;
  const std::string postgres = (bin / "postgres").string();
  pid_ = run({postgres, "-D", data, "-k", directory_, "-c", "listen_addresses=", "-F"}, log);
  const auto late = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!answers()) {
    if (std::chrono::steady_clock::now() > late) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // it tells nobody
  }
  return true;
}

std::string PostgresqlServer::url_of(const std::string& database) const {
  return "postgresql:///" + database + "?host=" + directory_ + "&user=oakprobe";
}

bool PostgresqlServer::answers() const {
  try {
    soci::session session(soci::postgresql, url_of("postgres"));
    return true;
  } catch (const soci::soci_error&) {
    return false;
  }
}

std::string PostgresqlServer::new_database() {
  const std::string name = "history_" + std::to_string(++databases_);
  soci::session session(soci::postgresql, url_of("postgres"));
  session << "create database " + name;
  return url_of(name);
}

PostgresqlServer::~PostgresqlServer() {
  if (pid_ > 0) {
    ::kill(pid_, SIGINT);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code error;
  if (!directory_.empty()) fs::remove_all(directory_, error);
}

}  // namespace oakprobe::history
