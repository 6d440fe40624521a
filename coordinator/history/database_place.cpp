#include "coordinator/history/database_place.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

namespace oakprobe::history {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view sqlite_prefix = "sqlite:";
constexpr std::array<std::string_view, 2> postgresql_prefixes{"postgresql://", "postgres://"};

Trouble wrong(std::string_view written, std::string_view why) {
  return {
      TroubleKind::wrong_place,
      "'" + std::string(written) + "' " + std::string(why) +
          "; a history is a file's name, sqlite:PATH, or postgresql://HOST/DATABASE"};
}

fs::path directory_in(const char* variable) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr && *value == '/' ? fs::path(value) : fs::path();
}

}  // namespace

std::string DatabasePlace::name() const {
  if (backend == Backend::sqlite) return where;
  // Whatever is written: a password may have any of these signs in it, a parameter too.
  std::string shown = where;
  const auto host = shown.find("://") + 3;
  const auto at = shown.rfind('@');
  const auto slash = shown.find('/', host);
  const auto parameters = shown.find('?', host);
  if (at != std::string::npos && slash < parameters && parameters < at)
    shown.resize(shown.find_first_of(":/?@", host));  // whether of a password or a parameter
  else if (const auto colon = shown.find(':', host); at != std::string::npos && colon < at)
    shown.erase(colon, at - colon);
  shown.resize(std::min(shown.find('?'), shown.size()));
  return shown;
}

OrTrouble<DatabasePlace> find_place(std::string_view written) {
  for (const std::string_view prefix : postgresql_prefixes)
    if (written.starts_with(prefix))
      return DatabasePlace{Backend::postgresql, std::string(written)};
  std::string_view path = written;
  if (path.starts_with(sqlite_prefix)) {
    path.remove_prefix(sqlite_prefix.size());
    if (path.starts_with("//")) path.remove_prefix(2);
  } else if (path.find("://") != std::string_view::npos) {
    return wrong(written, "is of no database that Oakprobe knows");
  }
  if (path.empty() || path.ends_with('/')) return wrong(written, "names no file");
  // What the library that connects can't be told.
  if (path.find_first_of(std::string_view("\"\0\n", 3)) != std::string_view::npos)
    return wrong(written, "has a quotation mark or a line break in it");
  std::error_code unknown;
  const fs::path full = fs::absolute(path, unknown);
  if (unknown) return wrong(written, "leads nowhere: there is no working directory");
  return DatabasePlace{Backend::sqlite, full.lexically_normal().string()};
}

OrTrouble<DatabasePlace> default_place() {
  fs::path state = directory_in("XDG_STATE_HOME");
  if (state.empty())
    if (const fs::path home = directory_in("HOME"); !home.empty()) state = home / ".local/state";
  if (state.empty())
    return Trouble{
        TroubleKind::wrong_place,
        "neither XDG_STATE_HOME nor HOME says where a history is; name one with --history"};
  return find_place((state / "oakprobe" / "history.sqlite").string());
}

}  // namespace oakprobe::history
