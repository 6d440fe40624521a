#include "coordinator/history/alert_store.hpp"

#include <algorithm>
#include <soci/soci.h>
#include <type_traits>
#include <utility>

namespace oakprobe::history {
namespace {

// SOCI knows long long for bigint.
using Number = long long;

// What the work gives back, in a transaction.
template <class T, class Work>
OrTrouble<T> in_transaction(Database& database, bool writes, const Work& work) {
  T result{};
  const auto of_work = [&](soci::session& session) { result = work(session); };
  const auto done = writes ? database.write(of_work) : database.read(of_work);
  if (!done) return done.error();
  return result;
}

Number count(soci::session& session, const std::string& deployment) {
  Number rows = 0;
  session << "select count(*) from outbox where deployment = :deployment", soci::use(deployment),
      soci::into(rows);
  return rows;
}

void keep(soci::session& session, const std::string& deployment, const KeptAlert& alert) {
  session << "delete from alerts where deployment = :deployment and id = :id",
      soci::use(deployment), soci::use(alert.id);
  if (alert.record.empty()) return;
  session << "insert into alerts values (:deployment, :id, :record)", soci::use(deployment),
      soci::use(alert.id), soci::use(alert.record);
}

bool is_there(soci::session& session, const std::string& deployment, const Waiting& message) {
  Number rows = 0;
  session
      << "select count(*) from outbox where deployment = :deployment and receiver = :receiver and "
         "delivery = :delivery",
      soci::use(deployment), soci::use(message.receiver), soci::use(message.delivery),
      soci::into(rows);
  return rows > 0;
}

void add(soci::session& session, const std::string& deployment, const Waiting& message) {
  Number number = 0;
  session << "select coalesce(max(number), 0) + 1 from outbox", soci::into(number);
  const Number queued = message.queued;
  const Number due = message.due;
  session
      << "insert into outbox values (:number, :deployment, :receiver, :alert, :delivery, :body, "
         ":queued, 0, :due)",
      soci::use(number), soci::use(deployment), soci::use(message.receiver),
      soci::use(message.alert), soci::use(message.delivery), soci::use(message.body),
      soci::use(queued), soci::use(due);
}

std::size_t drop_oldest(soci::session& session, const std::string& deployment) {
  const Number over = count(session, deployment) - static_cast<Number>(waiting_max);
  if (over <= 0) return 0;
  session << "delete from outbox where number in (select number from outbox where deployment = "
             ":deployment order by number limit :over)",
      soci::use(deployment), soci::use(over);
  return static_cast<std::size_t>(over);
}

}  // namespace

OrTrouble<std::vector<std::string>> load_alerts(Database& database, const std::string& deployment) {
  return in_transaction<std::vector<std::string>>(database, false, [&](soci::session& session) {
    std::vector<std::string> records;
    const soci::rowset<std::string> rows =
        (session.prepare << "select record from alerts where deployment = :deployment order by id",
         soci::use(deployment));
    for (const std::string& record : rows) records.push_back(record);
    return records;
  });
}

OrTrouble<std::size_t> store_alerts(
    Database& database,
    const std::string& deployment,
    std::span<const KeptAlert> changed,
    std::span<const Waiting> messages
) {
  return in_transaction<std::size_t>(database, true, [&](soci::session& session) {
    for (const KeptAlert& alert : changed) keep(session, deployment, alert);
    for (const Waiting& message : messages)
      if (!is_there(session, deployment, message)) add(session, deployment, message);
    return drop_oldest(session, deployment);
  });
}

OrTrouble<std::vector<Waiting>> first_waiting(
    Database& database,
    const std::string& deployment,
    const std::string& receiver,
    std::int64_t now,
    std::size_t most
) {
  return in_transaction<std::vector<Waiting>>(database, false, [&](soci::session& session) {
    const Number at = now;
    const auto limit = static_cast<Number>(most);
    const soci::rowset<soci::row> rows =
        (session.prepare
             << "select number, receiver, alert, delivery, body, queued, tries, due "
                "from outbox where due <= :now and number in (select min(number) from "
                "outbox where deployment = :deployment and receiver = :receiver group by "
                "alert) order by number limit :most",
         soci::use(at),
         soci::use(deployment),
         soci::use(receiver),
         soci::use(limit));
    std::vector<Waiting> waiting;
    for (const soci::row& row : rows)
      waiting.push_back(
          {row.get<Number>(0),
           row.get<std::string>(1),
           row.get<std::string>(2),
           row.get<std::string>(3),
           row.get<std::string>(4),
           row.get<Number>(5),
           row.get<Number>(6),
           row.get<Number>(7)}
      );
    return waiting;
  });
}

OrTrouble<std::size_t> count_waiting(Database& database, const std::string& deployment) {
  return in_transaction<std::size_t>(database, false, [&](soci::session& session) {
    return static_cast<std::size_t>(count(session, deployment));
  });
}

OrTrouble<void> forget_waiting(Database& database, std::int64_t number) {
  return database.write([&](soci::session& session) {
    const Number one = number;
    session << "delete from outbox where number = :number", soci::use(one);
  });
}

OrTrouble<void> postpone(Database& database, std::int64_t number, std::int64_t due) {
  return database.write([&](soci::session& session) {
    const Number one = number;
    const Number at = due;
    session << "update outbox set tries = tries + 1, due = :due where number = :number",
        soci::use(at), soci::use(one);
  });
}

OrTrouble<std::size_t> keep_receivers(
    Database& database, const std::string& deployment, std::span<const std::string> receivers
) {
  return in_transaction<std::size_t>(database, true, [&](soci::session& session) {
    std::vector<std::string> others;
    const soci::rowset<std::string> rows =
        (session.prepare << "select distinct receiver from outbox where deployment = :deployment",
         soci::use(deployment));
    for (const std::string& receiver : rows)
      if (std::ranges::find(receivers, receiver) == receivers.end()) others.push_back(receiver);
    const Number before = count(session, deployment);
    for (const std::string& receiver : others)
      session << "delete from outbox where deployment = :deployment and receiver = :receiver",
          soci::use(deployment), soci::use(receiver);
    return static_cast<std::size_t>(before - count(session, deployment));
  });
}

}  // namespace oakprobe::history
