#include "coordinator/history/numbers.hpp"

#include <soci/soci.h>

namespace oakprobe::history {
namespace {

Number number_by(soci::session& session, const char* query, const std::string& name) {
  Number number = 0;
  session << query, soci::into(number), soci::use(name);
  return session.got_data() ? number : 0;
}

}  // namespace

Number find_name(soci::session& session, const std::string& name) {
  return number_by(session, "select id from name where name = :name", name);
}

Number find_deployment(soci::session& session, const std::string& name) {
  return number_by(session, "select id from deployment where name = :name", name);
}

}  // namespace oakprobe::history
