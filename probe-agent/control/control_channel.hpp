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

// The coordinator's end of the pipe, seen from the agent: messages in, messages out. Reads no
// further while the coordinator does not take what was written, so memory stays bounded.
class ControlChannel {
 public:
  struct Events {
    std::function<void(wire::Message)> message;
    // The stream is over: empty where it ended in order, else what was wrong with it.
    std::function<void(std::string why)> ended;
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
  void end(std::string why);

  boost::asio::posix::stream_descriptor input_;
  boost::asio::posix::stream_descriptor output_;
  Events events_;
  wire::FrameDecoder decoder_;
  std::array<std::byte, 65'536> buffer_{};
  std::vector<std::byte> pending_;  // not yet being written
  std::vector<std::byte> writing_;
  std::function<void()> flushed_;
  bool reading_ = false;
  bool ended_ = false;
};

}  // namespace oakprobe::agent
