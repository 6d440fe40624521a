#pragma once

#include <array>
#include <memory>
#include <ostream>
#include <streambuf>
#include <string>

namespace oakprobe::page {

// What is written to it goes on to another stream as base64 of gzip (without a name and a time), as
// one line without an end. Memory does not grow with what is written. Errors are the state of the
// stream behind, and what is written then fails, too.
class PackedBuffer : public std::streambuf {
 public:
  // `out` outlives this. Throws std::bad_alloc.
  explicit PackedBuffer(std::ostream& out);
  PackedBuffer(const PackedBuffer&) = delete;
  PackedBuffer& operator=(const PackedBuffer&) = delete;
  ~PackedBuffer() override;

  // The rest; nothing may be written behind it.
  void finish();

 protected:
  int_type overflow(int_type next) override;
  int sync() override { return 0; }  // gzip has its end where the text has

 private:
  struct Deflater;

  void pack(bool last);
  void put(bool last);

  std::ostream& out_;
  std::unique_ptr<Deflater> deflater_;
  std::array<char, 16'384> written_{};
  std::string packed_;  // what is no multiple of three waits for the next
};

}  // namespace oakprobe::page
