#pragma once

#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace oakprobe::agent {

// The coordinator's end of the pipe, seen from the agent: messages in, messages out. While the
// coordinator does not take what was written, no further message is read or handed on: what waits
// to be written is one answer and a little at most.
class ControlChannel {
 public:
  struct Events {
    std::function<void(wire::Message)> message;
    // The stream is over: empty where it ended in order, else what was wrong with it.
    std::function<void(std::string why)> ended;
    // No message could be taken for all that waits to be written, and another piece of it went out:
    // the only sign of life then that a slow coordinator can give.
    std::function<void()> progress;
  };

  // Takes over the descriptors. Throws boost::system::system_error for one that can't be waited
  // for (a regular file).
  ControlChannel(boost::asio::io_context& io, int input, int output, Events events);

  // Writes the greeting and begins to read.
  void start();
  void send(const wire::Message& message);

  // Larger frames from now on: the peer has said hello.
  void trust_peer() { decoder_.set_body_bytes_max(wire::frame_body_bytes_max); }

  // Calls `then` when all that was sent is written, or can't be.
  void flush(std::function<void()> then);

 private:
  void read();
  void take_frames();
  void write();
  void write_piece();
  void count_written(std::size_t bytes);
  [[nodiscard]] bool is_clogged() const;
  void end(std::string why);

  boost::asio::posix::stream_descriptor input_;
  boost::asio::posix::stream_descriptor output_;
  Events events_;
  wire::FrameDecoder decoder_;
  std::array<std::byte, 65'536> buffer_{};
  std::vector<std::byte> pending_;  // not yet being written
  std::vector<std::byte> writing_;
  std::size_t written_ = 0;     // of writing_
  std::size_t unreported_ = 0;  // written while clogged, since the last progress
  std::function<void()> flushed_;
  bool reading_ = false;
  bool ended_ = false;
};

}  // namespace oakprobe::agent
