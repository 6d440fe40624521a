#include "coordinator/fleet/last_words.hpp"

#include "base/printable.hpp"

#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

TEST(OutputTail, IsBounded) {
  OutputTail tail;
  EXPECT_EQ(tail.quoted(), "");
  for (int i = 0; i < 10'000; ++i) tail.add("☃☃☃☃☃☃☃☃☃☃");
  tail.add("\nthe end\n");
  EXPECT_LE(tail.quoted().size(), excerpt_bytes_max + 20);
  EXPECT_TRUE(tail.quoted().ends_with("☃ / the end"));
  EXPECT_EQ(tail.quoted().find('?'), std::string::npos) << "no character is cut";
}

TEST(OutputTail, TellsAChangedHostKeyInTwoLines) {
  const std::string frame(59, '@');
  OutputTail tail;
  tail.add(
      frame + "\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n" + frame +
      "\r\nIT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\r\n"
      "Someone could be eavesdropping on you right now (man-in-the-middle attack)!\r\n"
      "It is also possible that a host key has just been changed.\r\n"
      "The fingerprint for the ED25519 key sent by the remote host is\n"
      "SHA256:fx26Vq5eGvy8R1vVZcF0zjmLC3Yq0vYl2kV0c8vNn3s.\r\n"
      "Please contact your system administrator.\r\n"
      "Add correct host key in /home/me/.ssh/known_hosts to get rid of this message.\r\n"
      "Offending ED25519 key in /home/me/.ssh/known_hosts:12\r\n"
      "  remove with:\r\n  ssh-keygen -f \"/home/me/.ssh/known_hosts\" -R \"w2\"\r\n"
      "Host key for w2 has changed and you have requested strict checking.\r\n"
      "Host key verification failed.\r\n"
  );
  EXPECT_EQ(
      tail.quoted(),
      "; it wrote: Offending ED25519 key in /home/me/.ssh/known_hosts:12 / "
      "Host key for w2 has changed and you have requested strict checking."
  );
}

// The prompt is a mark by which this program knows that sudo asks.
TEST(OutputTail, TellsNoPromptOfSudos) {
  OutputTail tail;
  tail.add("oakprobe-sudo-d4af740a7347d07f:Sorry, try again.\noakprobe-sudo-d4af740a7347d07f:");
  EXPECT_EQ(tail.quoted(), "; it wrote: Sorry, try again.");
  EXPECT_EQ(without_sudo_prompts("sudo -p oakprobe-sudo-00ff: id", "PROMPT"), "sudo -p PROMPT id");
  EXPECT_EQ(without_sudo_prompts("oakprobe-sudo-"), "");
}

}  // namespace
}  // namespace oakprobe::fleet
