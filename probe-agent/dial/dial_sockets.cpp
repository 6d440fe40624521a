#include "probe-agent/dial/dial_sockets.hpp"

#include "probe-agent/dial/dial_progress.hpp"

#include <utility>

namespace oakprobe::agent {

DialSockets::DialSockets(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    std::uint64_t run,
    const ProbeSource& source,
    std::function<void(const OpenedAttempt&)> opened
)
    : opened_(std::move(opened)),
      udp_(io, codec, run, source, udp_events()),
      tcp_(io, codec, run, source, tcp_events()),
      services_(io, source, service_events()) {}

void DialSockets::report_to(DialProgress& progress, std::function<void()> happened) {
  progress_ = &progress;
  happened_ = std::move(happened);
}

UdpEvents DialSockets::udp_events() {
  UdpEvents events;
  events.sent = [this](std::size_t index, unsigned attempt, int error, TimePoint at) {
    progress_->udp_sent(index, attempt, error, at);
    if (error != 0) happened_();
  };
  events.answered =
      [this](
          const PathId& path, unsigned attempt, const evidence::AnswerSource& from, TimePoint at
      ) {
        progress_->udp_answered(path, attempt, from, at);
        happened_();
      };
  events.error = [this](const PathId& path, unsigned attempt, const net::QueuedError& error) {
    progress_->udp_error(path, attempt, error);
    happened_();
  };
  events.unnamed_error =
      [this](
          const IpAddress& to, std::uint16_t port, unsigned attempt, const net::QueuedError& error
      ) {
        progress_->udp_error_at(to, port, attempt, error);
        happened_();
      };
  return events;
}

TcpEvents DialSockets::tcp_events() {
  TcpEvents events;
  events.opened = opened_;
  events.connected = [this](std::size_t index, unsigned attempt) {
    progress_->connected(index, attempt);
    happened_();
  };
  events.asked = [this](std::size_t index, unsigned attempt, TimePoint at) {
    progress_->asked(index, attempt, at);
  };
  events.answered = [this](std::size_t index, unsigned attempt, TimePoint at) {
    progress_->answered(index, attempt, at);
    happened_();
  };
  events.failed = [this](std::size_t index, const evidence::DialFailure& failure) {
    progress_->failed(index, failure);
    happened_();
  };
  return events;
}

ServiceEvents DialSockets::service_events() {
  ServiceEvents events;
  events.opened = opened_;
  events.connected = [this](std::size_t index, unsigned attempt, std::chrono::milliseconds limit) {
    progress_->service_connected(index, attempt, limit);
  };
  events.heard = [this](std::size_t index, unsigned attempt, const Heard& heard) {
    progress_->service_heard(index, attempt, heard);
    happened_();
  };
  events.failed = [this](std::size_t index, const evidence::DialFailure& failure) {
    progress_->failed(index, failure);
    happened_();
  };
  return events;
}

}  // namespace oakprobe::agent
