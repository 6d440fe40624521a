#include "coordinator/history/dialect.hpp"

namespace oakprobe::history {
namespace {

constexpr Dialect sqlite{
    "begin",
    "begin immediate",  // a transaction that first reads could not write any more after another's
    "",
    "select count(*) from sqlite_master where type = 'table'",
};

constexpr Dialect postgresql{
    "begin isolation level repeatable read",
    "begin",
    "select pg_advisory_xact_lock(7166184431)",  // a number of our own
    "select count(*) from pg_tables where schemaname = 'oakprobe'",
};

// So many times what others are waited for.
constexpr int statement_patience = 6;

}  // namespace

const Dialect& dialect_of(Backend backend) {
  return backend == Backend::sqlite ? sqlite : postgresql;
}

std::string translated(std::string_view statement, Backend backend) {
  constexpr std::string_view sqlite_only = " without rowid";
  if (backend == Backend::postgresql && statement.ends_with(sqlite_only))
    statement.remove_suffix(sqlite_only.size());
  return std::string(statement);
}

std::vector<std::string> settings_of(Backend backend, std::chrono::milliseconds patience) {
  const std::string milliseconds = std::to_string(patience.count());
  if (backend == Backend::sqlite)
    return {
        "pragma busy_timeout = " + milliseconds,
        "pragma foreign_keys = on",
        "pragma synchronous = full",  // with WAL, so a run that was stored survives a power loss
    };
  return {
      "set client_min_messages = warning",  // else libpq prints notices
      "set lock_timeout = " + milliseconds,
      // Nothing that we do takes so long, and waiting for a lock ends before.
      "set statement_timeout = " + std::to_string(statement_patience * patience.count()),
      "set search_path = oakprobe",
  };
}

}  // namespace oakprobe::history
