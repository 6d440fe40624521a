#include "coordinator/history/database.hpp"

#include "coordinator/history/database_trouble.hpp"
#include "coordinator/history/dialect.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#ifdef OAKPROBE_POSTGRESQL
#include <soci/postgresql/soci-postgresql.h>
#endif

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace oakprobe::history {
namespace {

namespace fs = std::filesystem;

struct GivenUp {
  Trouble trouble;
};

// A server that does not answer, or whose machine went away, ends the connection. What the URL has
// stays as it is.
[[maybe_unused]] std::string with_patience(std::string url, std::chrono::milliseconds patience) {
  const auto seconds = std::to_string(std::chrono::ceil<std::chrono::seconds>(patience).count());
  const std::array<std::pair<std::string, std::string>, 5> parameters{{
      {"connect_timeout=", seconds},
      {"keepalives_idle=", seconds},
      {"keepalives_interval=", "5"},
      {"keepalives_count=", "3"},
      {"tcp_user_timeout=", std::to_string(patience.count())},
  }};
  for (const auto& [name, value] : parameters) {
    if (url.find(name) != std::string::npos) continue;
    url += (url.find('?') == std::string::npos ? "?" : "&") + name + value;
  }
  return url;
}

// A new file is for its owner alone, whatever the mask says: it tells where a deployment is open.
// One that is there is not opened: closing it would end the locks that this process's other
// connections hold on it, and the next program that closes the database would take its WAL away.
void make_file(const DatabasePlace& place) {
  if (::access(place.where.c_str(), R_OK | W_OK) == 0) return;
  const fs::path parent = fs::path(place.where).parent_path();
  std::error_code error;
  fs::create_directories(parent, error);
  const int fd = ::open(place.where.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) {
    ::close(fd);
    return;
  }
  if (!error) error = {errno, std::system_category()};
  const bool full = error.value() == ENOSPC || error.value() == EDQUOT;
  give_up(
      {full ? TroubleKind::no_room : TroubleKind::not_writable,
       "the history " + place.where + " can't be opened: " + error.message() +
           "; name another with --history"}
  );
}

bool is_missing(const DatabasePlace& place) {
  std::error_code unknown;
  return !fs::exists(place.where, unknown) && !unknown;
}

Trouble newer_than_known(const DatabasePlace& place, int version, std::size_t known) {
  return {
      TroubleKind::newer,
      "the history " + place.name() + " is of a newer Oakprobe (schema " + std::to_string(version) +
          ", this one knows " + std::to_string(known) +
          "): use that one, or name another with --history"};
}

Trouble not_a_history(const DatabasePlace& place) {
  return {
      TroubleKind::wrong_place,
      place.name() + " is a database of something else; name another with --history"};
}

Trouble no_history_yet(const DatabasePlace& place) {
  return {
      TroubleKind::missing,
      "there is no history " + place.name() +
          " yet: oakprobe check --history stores a run, oakprobe audit all of its runs"};
}

// 0: there is none yet.
int version_of(soci::session& session, const DatabasePlace& place) {
  int tables = 0;
  session << dialect_of(place.backend).count_tables, soci::into(tables);
  if (tables == 0) return 0;
  int version = 0;
  try {
    session << "select version from oakprobe_schema", soci::into(version);
  } catch (const soci::soci_error& error) {
    if (trouble_of(error, place).kind != TroubleKind::failed) throw;
    give_up(not_a_history(place));
  }
  if (!session.got_data()) give_up(not_a_history(place));
  return version;
}

}  // namespace

void give_up(Trouble trouble) { throw GivenUp{std::move(trouble)}; }

Database::Database(DatabasePlace place, std::chrono::milliseconds patience)
    : place_(std::move(place)), patience_(patience) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

OrTrouble<Database> Database::open(
    DatabasePlace place, IfMissing missing, Schema schema, std::chrono::milliseconds patience
) {
  const bool is_file = place.backend == Backend::sqlite;
  if (is_file && missing == IfMissing::refuse && is_missing(place)) return no_history_yet(place);
  Database database(std::move(place), patience);
  const auto opened = database.attempt([&] {
    if (is_file) make_file(database.place_);
    database.connect();
    if (missing == IfMissing::refuse && version_of(*database.session_, database.place_) == 0)
      give_up(no_history_yet(database.place_));
    database.bring_forward(schema);
  });
  if (!opened) return opened.error();
  return database;
}

void Database::connect() {
  std::unique_ptr<soci::session> session;
  if (place_.backend == Backend::sqlite) {
    session = std::make_unique<soci::session>(soci::sqlite3, "dbname=\"" + place_.where + "\"");
  } else {
#ifdef OAKPROBE_POSTGRESQL
    session =
        std::make_unique<soci::session>(soci::postgresql, with_patience(place_.where, patience_));
#else
    give_up(
        {TroubleKind::wrong_place,
         "this Oakprobe was built without PostgreSQL (OAKPROBE_POSTGRESQL); name a file"}
    );
#endif
  }
  for (const std::string& setting : settings_of(place_.backend, patience_)) *session << setting;
  session_ = std::move(session);
}

OrTrouble<void> Database::read(const Work& work) {
  return transact(dialect_of(place_.backend).begin_read, work);
}

OrTrouble<void> Database::write(const Work& work) {
  const Dialect& dialect = dialect_of(place_.backend);
  return transact(dialect.begin_write, [&](soci::session& session) {
    if (*dialect.lock_for_writing != '\0') session << dialect.lock_for_writing;
    work(session);
  });
}

OrTrouble<void> Database::transact(const char* begin, const Work& work) {
  return attempt([&] {
    start(begin);
    try {
      work(*session_);
      *session_ << "commit";
    } catch (...) {
      try {
        *session_ << "rollback";
      } catch (const soci::soci_error&) {
        session_.reset();  // it ended by itself, or there is nobody to tell
      }
      throw;
    }
  });
}

void Database::start(const char* begin) {
  if (session_) {
    try {
      *session_ << begin;
      return;
    } catch (const soci::soci_error& error) {
      if (trouble_of(error, place_).kind != TroubleKind::unreachable) throw;
      session_.reset();  // lost since the last time
    }
  }
  connect();
  *session_ << begin;
}

OrTrouble<void> Database::attempt(const std::function<void()>& what) {
  try {
    what();
    return {};
  } catch (const soci::soci_error& error) {
    Trouble trouble = trouble_of(error, place_);
    if (trouble.kind == TroubleKind::unreachable) session_.reset();
    return trouble;
  } catch (GivenUp& given_up) {
    return std::move(given_up.trouble);
  }
}

void Database::bring_forward(Schema schema) {
  const auto refuse_newer = [&](int version) {
    if (version < 0 || static_cast<std::size_t>(version) > schema.size())
      give_up(newer_than_known(place_, version, schema.size()));
  };
  const int before = version_of(*session_, place_);
  refuse_newer(before);
  if (static_cast<std::size_t>(before) == schema.size()) return;
  if (before == 0 && place_.backend == Backend::sqlite)
    *session_ << "pragma journal_mode = wal";  // it is kept with the file
  if (before == 0 && place_.backend == Backend::postgresql)
    *session_ << "create schema if not exists oakprobe";
  if (before > 0) keep_copy(before);
  const auto brought = write([&](soci::session& session) {
    const int version = version_of(session, place_);  // another process may have done it meanwhile
    refuse_newer(version);
    if (version == 0) {
      session << "create table oakprobe_schema (version bigint not null)";
      session << "insert into oakprobe_schema values (0)";
    }
    for (const Step& step : schema.subspan(static_cast<std::size_t>(version)))
      for (const Statements& group : step)
        for (const std::string_view statement : group)
          session << translated(statement, place_.backend);
    const int now = static_cast<int>(schema.size());
    session << "update oakprobe_schema set version = :version", soci::use(now);
  });
  if (!brought) give_up(brought.error());
}

// A server's databases are copied by who runs it.
void Database::keep_copy(int version) {
  if (place_.backend != Backend::sqlite) return;
  const std::string copy = place_.where + ".schema-" + std::to_string(version);
  const std::string unfinished = copy + ".unfinished";
  std::error_code error;
  fs::remove(unfinished, error);
  *session_ << "vacuum into :file", soci::use(unfinished);
  fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, error);
  fs::rename(unfinished, copy, error);
  if (error)
    give_up(
        {TroubleKind::not_writable,
         "the history " + place_.where + " is to be brought forward, and no copy can be kept as " +
             copy + ": " + error.message()}
    );
}

}  // namespace oakprobe::history
