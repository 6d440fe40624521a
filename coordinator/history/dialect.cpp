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

}  // namespace

const Dialect& dialect_of(Backend backend) {
  return backend == Backend::sqlite ? sqlite : postgresql;
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
      "set search_path = oakprobe",
  };
}

}  // namespace oakprobe::history
