#include "probe-agent/dial/service_dialler.hpp"

#include "probe-agent/exchange/dial_failure.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <random>
#include <utility>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

// Nobody's: NodeEngine and NetManager use the node's id. A broker would end their session.
std::string draw_client_id() {
  static constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuv";
  std::random_device random;
  std::string id = "oakprobe-";
  while (id.size() < mqtt_client_id_bytes_max) id += letters[random() % letters.size()];
  return id;
}

bool is_slow(std::chrono::milliseconds handshake) {
  return handshake > std::chrono::milliseconds(100);
}

}  // namespace

struct ServiceDialler::Attempt {
  explicit Attempt(boost::asio::io_context& io) : socket(io) {}

  tcp::socket socket;  // until there is a talk
  evidence::Question planned;
  evidence::Question asking;  // now: the follow-up is another
  std::string dialled;
  tcp::endpoint to;
  PathId path;
  std::size_t index = 0;
  unsigned number = 0;
  bool may_follow_up = false;
  std::chrono::milliseconds limit{0};
  TimePoint started_at;
  std::shared_ptr<const net::NetworkNamespace> there;
  TimePoint connected_at;
  std::chrono::milliseconds handshake{0};
  std::shared_ptr<LiveTalk> talk;
  std::optional<Heard> heard;  // of the first connection, while there is a second
};

ServiceDialler::ServiceDialler(
    boost::asio::io_context& io, ProbeSource source, ServiceEvents events
)
    : io_(io), source_(std::move(source)), events_(std::move(events)) {}

ServiceDialler::~ServiceDialler() {
  for (auto& [key, attempt] : attempts_) {
    if (attempt->talk) attempt->talk->stop();
  }
}

std::optional<evidence::DialFailure> ServiceDialler::dial(
    std::size_t index, const PathId& path, unsigned attempt, ServiceCall call
) {
  const auto started = std::make_shared<Attempt>(io_);
  started->planned = call.planned;
  started->planned.tls = started->planned.tls || call.in_tls;
  started->asking = started->planned;
  started->dialled = std::move(call.dialled);
  started->to = tcp::endpoint(call.address, call.port);
  started->path = path;
  started->index = index;
  started->number = attempt;
  started->limit = call.limit;
  started->may_follow_up = call.may_follow_up;
  started->started_at = Clock::now();
  started->there = std::move(call.there);
  auto failure = connect(started);
  if (failure) failure->attempt = static_cast<std::uint8_t>(attempt);
  if (!failure) attempts_.emplace(std::pair{index, attempt}, started);
  return failure;
}

std::optional<evidence::DialFailure> ServiceDialler::connect(const Shared& attempt) {
  auto failure =
      open_tcp(attempt->socket, source_, attempt->to.address().is_v6(), attempt->there.get());
  if (!failure) {
    tell_opened(*attempt);
    failure = start_connect(attempt->socket, attempt->to);
  }
  if (failure) return failure;
  attempt->socket.async_wait(
      tcp::socket::wait_write,
      [this, weak = std::weak_ptr(attempt)](const boost::system::error_code& cancelled) {
        if (const auto alive = weak.lock(); alive && !cancelled) on_connect(alive);
      }
  );
  return std::nullopt;
}

// Taps follow the first connection; a follow-up is the same road.
void ServiceDialler::tell_opened(const Attempt& attempt) const {
  if (attempt.heard) return;
  boost::system::error_code unbound;
  const std::uint16_t local_port = attempt.socket.local_endpoint(unbound).port();
  events_.opened(
      {attempt.path,
       static_cast<std::uint8_t>(attempt.number),
       attempt.to.address(),
       attempt.to.port(),
       local_port,
       attempt.there != nullptr}
  );
}

// The link may be slower than the service.
void ServiceDialler::allow_for_link(Attempt& attempt) const {
  using std::chrono::milliseconds;
  attempt.handshake =
      std::chrono::duration_cast<milliseconds>(attempt.connected_at - attempt.started_at);
  attempt.limit = std::chrono::ceil<milliseconds>(answer_limit(attempt.handshake, attempt.limit));
  milliseconds whole = attempt.handshake + attempt.limit;
  if (attempt.may_follow_up && is_slow(attempt.handshake)) whole *= 2;
  events_.connected(attempt.index, attempt.number, whole);
}

void ServiceDialler::on_connect(const Shared& attempt) {
  const int error = connect_error(attempt->socket);
  const bool second = attempt->heard.has_value();
  if (!was_connected(error)) {
    if (second) return conclude(attempt);
    auto failure = failure_of(attempt->number, evidence::DialStage::connect, error);
    failure.icmp = take_icmp(attempt->socket.native_handle());
    attempts_.erase({attempt->index, attempt->number});
    return events_.failed(attempt->index, std::move(failure));
  }
  if (!second) {
    attempt->connected_at = Clock::now();
    allow_for_link(*attempt);
  }
  const bool renewed = second && is_slow(attempt->handshake);
  const TimePoint from = renewed ? Clock::now() : attempt->connected_at;
  attempt->talk = std::make_shared<LiveTalk>(
      std::move(attempt->socket),
      Conversation(attempt->asking, attempt->dialled, attempt->to.port(), draw_client_id()),
      from + attempt->limit,
      [this, weak = std::weak_ptr(attempt)](const Conversation& conversation) {
        if (const auto alive = weak.lock()) on_talked(alive, conversation);
      }
  );
  attempt->talk->start();
}

void ServiceDialler::on_talked(const Shared& attempt, const Conversation& conversation) {
  Heard now;
  now.answer = conversation.answer();
  now.clusters = conversation.clusters();
  const auto follow_up = conversation.follow_up();
  attempt->talk.reset();
  const bool second = attempt->heard.has_value();
  if (second) now.answer = joined(attempt->heard->answer, attempt->planned, now.answer);
  now.in_tls = attempt->asking.tls && now.answer.kind != evidence::AnswerKind::closed;
  now.followed_up = second;
  attempt->heard = std::move(now);

  const bool in_time = Clock::now() < attempt->connected_at + attempt->limit;
  if (second || !follow_up || !attempt->may_follow_up || !in_time) return conclude(attempt);
  attempt->asking = *follow_up;
  attempt->heard->followed_up = true;
  attempt->socket = tcp::socket(io_);
  if (connect(attempt)) conclude(attempt);
}

void ServiceDialler::conclude(const Shared& attempt) {
  attempts_.erase({attempt->index, attempt->number});
  attempt->heard->took =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - attempt->connected_at);
  events_.heard(attempt->index, attempt->number, *std::move(attempt->heard));
}

void ServiceDialler::end_talks(std::size_t index) {
  for (unsigned number = 0; number < evidence::attempts_max; ++number) {
    const auto found = attempts_.find({index, number});
    if (found == attempts_.end() || !found->second->talk) continue;
    const Shared attempt = found->second;
    attempt->may_follow_up = false;
    const auto talk = attempt->talk;  // which lets go of itself
    talk->finish();
  }
}

void ServiceDialler::abandon(std::size_t index) {
  end_talks(index);
  for (unsigned number = 0; number < evidence::attempts_max; ++number) {
    const auto found = attempts_.find({index, number});
    if (found == attempts_.end()) continue;
    const Shared attempt = found->second;
    if (attempt->heard) conclude(attempt);
    attempts_.erase({index, number});
  }
}

}  // namespace oakprobe::agent
