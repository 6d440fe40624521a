#include "coordinator/history/database_trouble.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#ifdef OAKPROBE_POSTGRESQL
#include <soci/postgresql/soci-postgresql.h>
#endif

#include <string_view>

namespace oakprobe::history {
namespace {

TroubleKind sqlite_kind(int result) {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return TroubleKind::locked;
    case SQLITE_FULL:
      return TroubleKind::no_room;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return TroubleKind::not_writable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return TroubleKind::damaged;
    default:
      return TroubleKind::failed;
  }
}

// By classes of SQLSTATE. Blank: libpq says it, not the server, for the connection is lost.
[[maybe_unused]] TroubleKind postgresql_kind(std::string_view state) {
  if (state.find_first_not_of(' ') == std::string_view::npos) return TroubleKind::unreachable;
  if (state.starts_with("08") || state.starts_with("28") || state.starts_with("57P") ||
      state.starts_with("3D"))
    return TroubleKind::unreachable;
  if (state == "55P03" || state.starts_with("40")) return TroubleKind::locked;
  if (state.starts_with("53")) return TroubleKind::no_room;
  if (state == "42501" || state.starts_with("25")) return TroubleKind::not_writable;
  if (state.starts_with("XX")) return TroubleKind::damaged;
  return TroubleKind::failed;
}

TroubleKind kind_of(const soci::soci_error& error, Backend backend) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error))
    return sqlite_kind(sqlite->result());
#ifdef OAKPROBE_POSTGRESQL
  if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error))
    return postgresql_kind(postgresql->sqlstate());
#endif
  if (backend == Backend::postgresql) return TroubleKind::unreachable;  // that is when it has none
  const std::string_view text = error.what();
  if (text.find("open") != std::string_view::npos) return TroubleKind::not_writable;
  return TroubleKind::failed;
}

std::string_view advice_for(TroubleKind kind, Backend backend) {
  const bool file = backend == Backend::sqlite;
  switch (kind) {
    case TroubleKind::unreachable:
      return "is the server up, is its address right, and does it let this user in?";
    case TroubleKind::locked:
      return "another program writes to it; try again when that is done";
    case TroubleKind::no_room:
      return "make room there, or name another place with --history";
    case TroubleKind::not_writable:
      return file ? "see whose the file and its directory are, or name another with --history"
                  : "let this user write there: it makes a schema 'oakprobe'";
    case TroubleKind::damaged:
      return file ? "put back a copy of it, or move it away to begin anew; sqlite3's .recover "
                    "command saves what can be read"
                  : "the server's log says more";
    default:
      return "what was stored before is still there";
  }
}

std::string first_line(std::string_view text) {
  while (!text.empty() && text.front() == '\n') text.remove_prefix(1);
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

Trouble trouble_of(const soci::soci_error& error, const DatabasePlace& place) {
  const TroubleKind kind = kind_of(error, place.backend);
  return {
      kind,
      "the history " + place.name() + ": " + first_line(error.get_error_message()) + "; " +
          std::string(advice_for(kind, place.backend))};
}

}  // namespace oakprobe::history
