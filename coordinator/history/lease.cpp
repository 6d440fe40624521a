#include "coordinator/history/lease.hpp"

#include "coordinator/history/book.hpp"

#include <soci/soci.h>

namespace oakprobe::history {

OrTrouble<Lease> take_lease(
    Database& database,
    const std::string& name,
    const std::string& owner,
    LeaseTime now,
    LeaseTime lasting
) {
  Lease lease;
  const auto written = database.write([&](soci::session& session) {
    Number until = 0;
    session << "select owner, until_ms from lease where name = :name", soci::into(lease.owner),
        soci::into(until), soci::use(name);
    const bool others = session.got_data() && lease.owner != owner && until > now.count();
    if (!others) {
      lease = {true, owner, {}};
      until = (now + lasting).count();
      session << "insert into lease (name, owner, until_ms) values (:name, :owner, :until)"
                 " on conflict (name) do update set owner = excluded.owner,"
                 " until_ms = excluded.until_ms",
          soci::use(name), soci::use(owner), soci::use(until);
    }
    lease.until = LeaseTime(until);
  });
  if (!written) return written.error();
  return lease;
}

OrTrouble<void> release_lease(
    Database& database, const std::string& name, const std::string& owner
) {
  return database.write([&](soci::session& session) {
    session << "delete from lease where name = :name and owner = :owner", soci::use(name),
        soci::use(owner);
  });
}

}  // namespace oakprobe::history
