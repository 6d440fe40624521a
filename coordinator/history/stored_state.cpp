#include "coordinator/history/stored_state.hpp"

#include <soci/soci.h>

namespace oakprobe::history {

OrTrouble<std::optional<std::string>> load_state(Database& database, const std::string& name) {
  std::optional<std::string> state;
  const auto read = database.read([&](soci::session& session) {
    std::string value;
    session << "select value from stored_state where name = :name", soci::into(value),
        soci::use(name);
    if (session.got_data()) state = value;
  });
  if (!read) return read.error();
  return state;
}

OrTrouble<void> save_state(Database& database, const std::string& name, const std::string& value) {
  return database.write([&](soci::session& session) { put_state(session, {name, value}); });
}

void put_state(soci::session& session, const State& state) {
  session << "insert into stored_state (name, value) values (:name, :value)"
             " on conflict (name) do update set value = excluded.value",
      soci::use(state.name), soci::use(state.value);
}

}  // namespace oakprobe::history
