#include "coordinator/report/fix_text.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace oakprobe::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> commands_in(std::string_view fix) {
  std::vector<std::string> commands;
  for (const FixPart& part : fix_parts(fix))
    if (part.command) commands.emplace_back(part.text);
  return commands;
}

// As diagnosis words them.
TEST(FixText, FindsTheCommandsOfAFix) {
  EXPECT_THAT(
      commands_in("On w3 allow udp 50103 in (ufw allow 50103/udp; firewall-cmd "
                  "--add-port=50103/udp, and again with --permanent; sudo nft list ruleset shows "
                  "the rule that stops it)."),
      ElementsAre(
          "ufw allow 50103/udp", "firewall-cmd --add-port=50103/udp", "sudo nft list ruleset"
      )
  );
  EXPECT_THAT(
      commands_in("Clamp the MSS (nft add rule inet filter forward tcp flags syn tcp option maxseg "
                  "size set rt mtu), and on the hosts ip link set dev INTERFACE mtu 1400."),
      ElementsAre(
          "nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu",
          "ip link set dev INTERFACE mtu 1400"
      )
  );
  EXPECT_THAT(
      commands_in("On w2 see what takes the time (top -H -p $(pidof NetManager)). And so on."),
      ElementsAre("top -H -p $(pidof NetManager)")
  );
  EXPECT_THAT(
      commands_in("On w1 restart them: systemctl restart netmanager && systemctl restart "
                  "nodeengine."),
      ElementsAre("systemctl restart netmanager && systemctl restart nodeengine")
  );
  EXPECT_THAT(
      commands_in("On w1 run NodeEngine config cluster 192.0.2.20 -p 10100 and restart it."),
      ElementsAre("NodeEngine config cluster 192.0.2.20 -p 10100")
  );
  EXPECT_THAT(
      commands_in("Let lo pass (nft insert rule ... iifname lo accept)."),
      ElementsAre("nft insert rule ... iifname lo accept")
  );
  EXPECT_THAT(
      commands_in("ip neigh show 192.0.2.33 on w1 has another address than ip link on w3."),
      ElementsAre("ip neigh show 192.0.2.33", "ip link")
  );
  EXPECT_THAT(
      commands_in("Listen below 1024: setcap cap_net_bind_service+ep on its oakprobe-agent."),
      ElementsAre("setcap cap_net_bind_service+ep")
  );
}

TEST(FixText, FindsWhatMendsALogin) {
  EXPECT_THAT(
      commands_in("Too many keys; ssh-add -l lists what it offers (journalctl -u ssh -n 50)."),
      ElementsAre("ssh-add -l", "journalctl -u ssh -n 50")
  );
  EXPECT_THAT(
      commands_in("It has another key: ssh-keygen -R w1, then ssh -p 22 pi@w1 by hand; or "
                  "ssh-keyscan w1 >> ~/.ssh/known_hosts."),
      ElementsAre("ssh-keygen -R w1", "ssh -p 22 pi@w1", "ssh-keyscan w1 >> ~/.ssh/known_hosts")
  );
}

TEST(FixText, ProseIsNoCommand) {
  for (const char* prose :
       {"",
        "Check again.",
        "On w1 look at tc and netdev ingress rules.",
        "ssh refuses the login: give the user and the key.",
        "Restart NetManager, and then NodeEngine, which registers it.",
        "Raise net.ipv4.ip_local_port_range (nft: ct state related accept).",
        "ip",
        "ip ",
        "Look at (ss).",
        "strip a, tip b"}) {
    EXPECT_THAT(commands_in(prose), IsEmpty()) << prose;
  }
}

TEST(FixText, ThePartsAreAllOfIt) {
  for (const std::string_view fix :
       {"ip addr",
        "(ip addr",
        "ip addr)",
        "ip addr; ip route.",
        "a (ip addr) b",
        "ip )))(((",
        "nft list ruleset ",
        "ss -l(((\xc3\xa4"}) {
    std::string all;
    for (const FixPart& part : fix_parts(fix)) {
      EXPECT_FALSE(part.text.empty()) << fix;
      all += part.text;
    }
    EXPECT_EQ(all, fix);
  }
}

}  // namespace
}  // namespace oakprobe::report
