#include "coordinator/serve/data_thread.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <exception>
#include <new>
#include <pthread.h>
#include <thread>
#include <utility>

#include <sys/resource.h>

namespace oakprobe::serve {
namespace {

// nice(2): a question is never to cost an audit beside it a beat. On Linux it is of the thread.
constexpr int niceness = 5;

constexpr std::chrono::milliseconds told_again_after{100};

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
  if (waiting_.size() >= limits_.questions_max || *tally_ >= limits_.answer_bytes_max) return false;
  const auto task = std::make_shared<Task>(Task{std::move(asked), gzip, nullptr});
  const auto place = waiting_.try_emplace(task->asked.key).first;
  try {
    place->second.push_back(std::move(then));
    boost::asio::post(pool_, [this, task] { answer(task); });
  } catch (...) {
    waiting_.erase(place);  // or equal questions would wait for an answer that nobody makes
    throw;
  }
  return true;
}

void DataThread::answer(const std::shared_ptr<Task>& task) {
  if (stopping_) return;
  try {
    task->answer = prepare(*task);
  } catch (const std::exception&) {
    // There is no memory for it, not even to say so.
  }
  // Whoever asked waits for it.
  while (!stopping_) {
    try {
      return boost::asio::post(io_, [this, task] { tell(*task); });
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(told_again_after);
    }
  }
}

DataThread::Prepared DataThread::prepare(const Task& task) {
  const std::size_t taken = *tally_;
  if (taken >= limits_.answer_bytes_max) return nullptr;
  const std::size_t room = limits_.answer_bytes_max - taken;
  const Asked& asked = task.asked;
  Answer answer;
  try {
    answer = asked.ask(source_, room);
  } catch (const std::bad_alloc&) {
    return nullptr;
  } catch (const std::exception& thrown) {
    answer = refusal(500, "failed", thrown.what());
  }
  if (answer.body.size() > room) return nullptr;
  const auto type = answer.status == 200 ? asked.type : asked.trouble_type;
  return std::make_shared<PreparedAnswer>(std::move(answer), type, task.gzip, tally_);
}

void DataThread::tell(const Task& task) {
  const auto asked = waiting_.extract(task.asked.key);
  for (const Then& then : asked.mapped()) then(task.answer);
}

void DataThread::look_for_run(std::function<void(const std::string& json)> found) {
  do_once(looks_, [this, found = std::move(found)] {
    if (const auto run = source_.new_run()) found(*run);
  });
}

void DataThread::note_run() {
  do_once(notes_, [this] { source_.note_run(); });
}

void DataThread::do_once(std::atomic<bool>& waits, std::function<void()> work) {
  if (waits.exchange(true)) return;
  try {
    boost::asio::post(pool_, [this, &waits, work = std::move(work)] {
      waits = false;
      if (stopping_) return;
      try {
        work();
      } catch (const std::exception&) {
        // Whoever asks for the data is told.
      }
    });
  } catch (...) {
    waits = false;
    throw;
  }
}

void DataThread::stop() {
  stopping_ = true;
  pool_.join();
}

}  // namespace oakprobe::serve
