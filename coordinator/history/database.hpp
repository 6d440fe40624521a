#pragma once

#include "coordinator/history/database_place.hpp"
#include "coordinator/history/schema.hpp"
#include "coordinator/history/trouble.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace soci {
class session;
}

namespace oakprobe::history {

enum class IfMissing : std::uint8_t { create, refuse };

// How long others are waited for that write, and a server that does not answer.
inline constexpr std::chrono::milliseconds database_patience{10'000};

// A connection to a history, whose schema is as this Oakprobe has it. SOCI's exceptions end here.
// Not for several threads, and blocks while it works.
class Database {
 public:
  // What a transaction does. Nothing of it happens where it throws; a soci_error, and what says()
  // of this room throw, becomes the Trouble that is returned.
  using Work = std::function<void(soci::session&)>;

  // Makes what is missing, and brings an older schema forward: `schema` is the newest, in order. Of
  // a file, a copy of the older one stays beside it (FILE.schema-1).
  [[nodiscard]] static OrTrouble<Database> open(
      DatabasePlace place,
      IfMissing missing,
      Schema schema = newest_schema(),
      std::chrono::milliseconds patience = database_patience
  );
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // All of it as it is at one moment, whoever writes meanwhile.
  [[nodiscard]] OrTrouble<void> read(const Work& work);
  // Whole or not at all, and on the disk when it returns. One writer at a time, of all processes.
  // A server that went away is connected to again.
  [[nodiscard]] OrTrouble<void> write(const Work& work);

  [[nodiscard]] const DatabasePlace& place() const { return place_; }

 private:
  Database(DatabasePlace place, std::chrono::milliseconds patience);

  [[nodiscard]] OrTrouble<void> transact(const char* begin, const Work& work);
  // Begins, over a new connection where the one before was lost.
  void start(const char* begin);
  // Everything that is thrown, as a value. A connection that was lost is not used again.
  [[nodiscard]] OrTrouble<void> attempt(const std::function<void()>& what);
  void connect();
  void bring_forward(Schema schema);
  void keep_copy(int version);

  DatabasePlace place_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<soci::session> session_;  // null: to be connected
};

// Throws, within a transaction, what the transaction is to return.
[[noreturn]] void give_up(Trouble trouble);

}  // namespace oakprobe::history
