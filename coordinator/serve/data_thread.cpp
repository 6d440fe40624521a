#include "coordinator/serve/data_thread.hpp"

#include <boost/asio/post.hpp>

#include <exception>
#include <pthread.h>
#include <utility>

#include <sys/resource.h>

namespace oakprobe::serve {
namespace {

// nice(2): a question is never to cost an audit beside it a beat. On Linux it is of the thread.
constexpr int niceness = 5;

}  // namespace

DataThread::DataThread(boost::asio::io_context& io, DataSource& source, const ServerLimits& limits)
    : io_(io), source_(source), limits_(limits) {
  boost::asio::post(pool_, [] {
    ::pthread_setname_np(::pthread_self(), "oakprobe-data");
    ::setpriority(PRIO_PROCESS, 0, niceness);
  });
}

bool DataThread::ask(Asked asked, bool gzip, Then then) {
  asked.key += gzip ? " gzip" : "";
  const auto known = waiting_.find(asked.key);
  if (known != waiting_.end()) {
    known->second.push_back(std::move(then));
    return true;
  }
  if (waiting_.size() >= limits_.questions_max || *tally_ > limits_.answer_bytes_max) return false;
  waiting_[asked.key].push_back(std::move(then));
  boost::asio::post(pool_, [this, gzip, asked = std::move(asked)] {
    if (stopping_) return;
    auto prepared = prepare(asked, gzip);
    boost::asio::post(io_, [this, key = asked.key, prepared = std::move(prepared)] {
      tell(key, prepared);
    });
  });
  return true;
}

DataThread::Prepared DataThread::prepare(const Asked& asked, bool gzip) {
  try {
    return std::make_shared<PreparedAnswer>(asked.ask(source_), asked.type, gzip, tally_);
  } catch (const std::exception& thrown) {  // or there is no memory for it
    return std::make_shared<PreparedAnswer>(
        refusal(500, "failed", thrown.what()), json_type, false, tally_
    );
  }
}

void DataThread::tell(const std::string& key, const std::shared_ptr<const PreparedAnswer>& answer) {
  const auto asked = waiting_.extract(key);
  for (const Then& then : asked.mapped()) then(answer);
}

void DataThread::look_for_run(std::function<void(const std::string& json)> found) {
  if (looks_.exchange(true)) return;
  boost::asio::post(pool_, [this, found = std::move(found)] {
    looks_ = false;
    if (stopping_) return;
    try {
      if (const auto run = source_.new_run()) found(*run);
    } catch (const std::exception&) {
      // Whoever asks for the data is told.
    }
  });
}

void DataThread::stop() {
  stopping_ = true;
  pool_.join();
}

}  // namespace oakprobe::serve
