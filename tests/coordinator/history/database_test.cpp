#include "coordinator/history/database.hpp"

#include "tests/coordinator/history/both_databases.hpp"

#include <gmock/gmock.h>

#include <array>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <soci/soci.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace oakprobe::history {
namespace {

using testing::HasSubstr;

constexpr std::chrono::milliseconds impatience{50};

class HistoryDatabase : public BothDatabases {};
ON_BOTH_DATABASES(HistoryDatabase);

int number_of(Database& database, const std::string& query) {
  int number = -1;
  const auto read =
      database.read([&](soci::session& session) { session << query, soci::into(number); });
  EXPECT_TRUE(read) << read.error().message;
  return number;
}

int newest_version() { return static_cast<int>(newest_schema().size()); }

std::vector<Step> newest_schema_and(const Step& more) {
  std::vector<Step> steps(newest_schema().begin(), newest_schema().end());
  steps.push_back(more);
  return steps;
}

constexpr std::string_view add_a_row = "insert into stored_state values ('a', '1')";
constexpr std::string_view count_rows = "select count(*) from stored_state";

TEST_P(HistoryDatabase, IsMadeOnceAndOpenedAgain) {
  {
    Database database = open();
    ASSERT_TRUE(database.write([](soci::session& session) { session << std::string(add_a_row); }));
  }
  Database again = open();
  EXPECT_EQ(number_of(again, std::string(count_rows)), 1);
  EXPECT_EQ(number_of(again, "select version from oakprobe_schema"), newest_version());
}

TEST_P(HistoryDatabase, IsNotMadeByWhoOnlyReads) {
  const auto opened = Database::open(place_, IfMissing::refuse);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, TroubleKind::missing);
  EXPECT_THAT(opened.error().message, HasSubstr("yet"));
}

TEST_P(HistoryDatabase, TakesATransactionWholeOrNotAtAll) {
  Database database = open();
  const auto failed = database.write([](soci::session& session) {
    session << std::string(add_a_row);
    session << "insert into no_such_table values (1)";
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, TroubleKind::failed);
  const auto given_up = database.write([](soci::session& session) {
    session << std::string(add_a_row);
    give_up({TroubleKind::newer, "no more"});
  });
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().message, "no more");
  EXPECT_EQ(number_of(database, std::string(count_rows)), 0);
}

TEST_P(HistoryDatabase, RefusesANewerSchema) {
  {
    Database database = open();
    ASSERT_TRUE(database.write([](soci::session& session) {
      session << "update oakprobe_schema set version = 9";
    }));
  }
  const auto opened = Database::open(place_, IfMissing::create);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, TroubleKind::newer);
  EXPECT_THAT(opened.error().message, HasSubstr("schema 9, this one knows 2"));
}

TEST_P(HistoryDatabase, IsBroughtForwardAndTheOlderOneIsKept) {
  {
    Database database = open();
    ASSERT_TRUE(database.write([](soci::session& session) { session << std::string(add_a_row); }));
  }
  static constexpr std::array<std::string_view, 2> more{
      "create table later (id bigint primary key)", "insert into later values (7)"};
  static constexpr std::array<Statements, 1> groups{more};
  const std::vector<Step> newer = newest_schema_and(groups);
  auto opened = Database::open(place_, IfMissing::create, newer);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(number_of(*opened, "select id from later"), 7);
  EXPECT_EQ(number_of(*opened, std::string(count_rows)), 1);
  if (place_.backend != Backend::sqlite) return;
  auto copy = Database::open({Backend::sqlite, place_.where + ".schema-2"}, IfMissing::refuse);
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(number_of(*copy, std::string(count_rows)), 1);
}

TEST_P(HistoryDatabase, StaysAsItWasWhereItCanNotBeBroughtForward) {
  static_cast<void>(open());
  static constexpr std::array<std::string_view, 2> wrong{
      "create table later (id bigint primary key)", "no sql"};
  static constexpr std::array<Statements, 1> groups{wrong};
  const std::vector<Step> newer = newest_schema_and(groups);
  EXPECT_FALSE(Database::open(place_, IfMissing::create, newer));
  Database database = open();
  EXPECT_EQ(number_of(database, "select version from oakprobe_schema"), newest_version());
}

TEST_P(HistoryDatabase, WaitsForAnotherWriterAndThenSaysSo) {
  Database database = open();
  auto other = Database::open(place_, IfMissing::refuse, newest_schema(), impatience);
  ASSERT_TRUE(other);
  ASSERT_TRUE(database.write([&](soci::session& session) {
    session << std::string(add_a_row);
    const auto locked = other->write([](soci::session&) {});
    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.error().kind, TroubleKind::locked) << locked.error().message;
    EXPECT_EQ(number_of(*other, std::string(count_rows)), 0);  // reading goes on
  }));
  EXPECT_EQ(number_of(*other, std::string(count_rows)), 1);
  EXPECT_TRUE(other->write([](soci::session&) {}));
}

TEST_P(HistoryDatabase, IsForItsOwnerAlone) {
  static_cast<void>(open());
  if (place_.backend != Backend::sqlite) return;
  EXPECT_EQ(
      std::filesystem::status(place_.where).permissions(),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
  );
}

TEST(SqliteHistory, RefusesWhatIsNone) {
  const TemporaryDirectory directory;
  const std::string file = directory.file("notes.txt");
  std::ofstream(file) << std::string(5000, 'x');
  const auto opened = Database::open({Backend::sqlite, file}, IfMissing::create);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, TroubleKind::damaged) << opened.error().message;
  EXPECT_EQ(std::filesystem::file_size(file), 5000);
}

// Else another program that closes the database takes its WAL away, with all that is stored later.
TEST(SqliteHistory, KeepsItsLocksWhenTheProcessConnectsOnceMore) {
  const TemporaryDirectory directory;
  const DatabasePlace place{Backend::sqlite, directory.file("history.sqlite")};
  const auto first = Database::open(place, IfMissing::create);
  const auto second = Database::open(place, IfMissing::create);
  ASSERT_TRUE(first && second);
  const int file = ::open(place.where.c_str(), O_RDWR | O_CLOEXEC);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  ASSERT_EQ(::fcntl(file, F_OFD_GETLK, &lock), 0);
  EXPECT_EQ(lock.l_type, F_RDLCK);
  ::close(file);
}

class PostgresqlDatabase : public BothDatabases {};
INSTANTIATE_TEST_SUITE_P(Databases, PostgresqlDatabase, testing::Values(Backend::postgresql));

TEST_P(PostgresqlDatabase, IsConnectedToAgainWhenTheConnectionIsLost) {
  Database database = open();
  const auto write = [&](const char* key) {
    return database.write([&](soci::session& session) {
      const std::string name = key;
      session << "insert into stored_state values (:key, '1')", soci::use(name);
    });
  };
  ASSERT_TRUE(write("a"));
  const int process = number_of(database, "select pg_backend_pid()");
  Database other = open();
  EXPECT_EQ(
      number_of(
          other,
          "select count(*) from (select pg_terminate_backend(" + std::to_string(process) +
              ", 10000) as ended) as one where ended"
      ),
      1
  );
  const auto written = write("b");
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(number_of(database, std::string(count_rows)), 2);
}

TEST(PostgresqlHistory, ThatNobodyServesIsUnreachable) {
  const TemporaryDirectory directory;
  const std::string url = "postgresql://who:secret@/history?host=" + directory.file("");
  const auto opened = Database::open({Backend::postgresql, url}, IfMissing::create);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, TroubleKind::unreachable);
  EXPECT_THAT(opened.error().message, testing::Not(HasSubstr("secret")));
  EXPECT_THAT(opened.error().message, HasSubstr("is the server up"));
}

}  // namespace
}  // namespace oakprobe::history
