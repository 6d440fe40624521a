#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>

namespace oakprobe::history {

// Why a history can't be read or written. What was in it stays.
enum class TroubleKind : std::uint8_t {
  wrong_place,  // the name is none, or of something that is no history
  missing,      // there is none yet
  unreachable,  // no such server, nobody listens, or it does not let us in
  locked,       // somebody else writes, for longer than was waited
  no_room,
  not_writable,
  damaged,
  newer,   // a newer Oakprobe wrote it
  failed,  // anything else
};

struct Trouble {
  TroubleKind kind = TroubleKind::failed;
  std::string message;  // for a person: which history, what is wrong, and what to do
};

template <class T>
using OrTrouble = boost::system::result<T, Trouble>;

}  // namespace oakprobe::history
