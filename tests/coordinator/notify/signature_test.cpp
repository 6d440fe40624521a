#include "coordinator/notify/signature.hpp"

#include <gtest/gtest.h>

namespace oakprobe::notify {
namespace {

// RFC 4231, test cases 2 and 6.
TEST(Signature, IsHmacSha256) {
  EXPECT_EQ(
      signature_of("what do ya want for nothing?", "Jefe"),
      "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  );
  EXPECT_EQ(
      signature_of(
          "Test Using Larger Than Block-Size Key - Hash Key First", std::string(131, '\xaa')
      ),
      "sha256=60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
  );
}

TEST(Signature, ADigestStandsForItsText) {
  EXPECT_EQ(digest_of("abc"), "ba7816bf8f01cfea");
  EXPECT_NE(digest_of("abd"), digest_of("abc"));
}

}  // namespace
}  // namespace oakprobe::notify
