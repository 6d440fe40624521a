"""Hosts on which one rule ends a packet; capture makes them, scenario_test.cpp expects the rule."""

import pathlib
import shutil
import subprocess
import tempfile
import time


class Scenario:
    def __init__(self, name, rules="", commands=(), protocol="udp", port=50103, family=4,
                 leaves=False, bridged=False, settle=0, setup=None):
        self.name, self.rules, self.commands = name, rules, commands
        self.protocol, self.port, self.family = protocol, port, family
        self.leaves, self.bridged, self.settle = leaves, bridged, settle
        self.source_port = 40000
        self._setup = setup
        self._cleanups = []

    def setup(self, run, nft, namespace):
        if self.rules:
            nft(self.rules)
        for command in self.commands:
            run("sh", "-c", command)
        if self._setup:
            self._cleanups.append(self._setup(namespace))

    def clean(self):
        for cleanup in self._cleanups:
            cleanup()


def inet(*rules, policy="accept", hook="input", priority="0", more="", family="inet"):
    lines = "\n    ".join(rules)
    return f"""table {family} filter {{
  {more}
  chain c {{
    type filter hook {hook} priority {priority}; policy {policy};
    {lines}
  }}
}}
"""


def private(namespace, mounts, script):
    """Runs a script on the host, with directories of its own: {where: a copy of which}."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="rules-"))
    lines = ["set -e"]
    for number, (where, copied) in enumerate(mounts.items()):
        own = home / str(number)
        if pathlib.Path(copied).is_dir():
            shutil.copytree(copied, own, symlinks=True)
        else:
            shutil.copy(copied, own)
        lines.append(f"mount --bind {own} {where}")
    subprocess.run(["ip", "netns", "exec", namespace, "unshare", "-m", "bash", "-c",
                    "\n".join(lines) + "\n" + script], check=True, capture_output=True)
    shutil.rmtree(home)


def ufw(*commands):
    def setup(namespace):
        script = ["cp /usr/share/ufw/iptables/*.rules /etc/ufw/",
                  "ufw --force reset", "ufw default deny incoming", "ufw default allow outgoing",
                  "ufw allow 22/tcp", *commands, "ufw --force enable"]
        private(namespace, {"/etc/ufw": "/etc/ufw", "/etc/default/ufw": "/etc/default/ufw"},
                "\n".join(script))
        return lambda: None
    return setup


def firewalld(*commands):
    def setup(namespace):
        script = ["mount -t tmpfs none /run", "mkdir -p /run/dbus /run/firewalld",
                  "bus=$(dbus-daemon --system --fork --nopidfile --print-pid)",
                  "firewalld --nofork --nopid >/dev/null 2>&1 & daemon=$!",
                  "for i in $(seq 100); do firewall-cmd --state >/dev/null 2>&1 && break; sleep 0.1; done",
                  *commands]
        # Its rules stay when it is killed.
        script += ["kill -9 $daemon $bus"]
        private(namespace, {"/etc/firewalld": "/etc/firewalld"}, "\n".join(script))
        return lambda: None
    return setup


def fail2ban(action, port="50103", protocol="udp"):
    def setup(namespace):
        home = tempfile.mkdtemp(prefix="rules-")
        jail = f"""[DEFAULT]
backend = polling
[sshd]
enabled = true
logpath = {home}/log
banaction = {action}
port = {port}
protocol = {protocol}
bantime = 1h
"""
        pathlib.Path(home, "log").write_text("")
        shutil.copytree("/etc/fail2ban", home + "/etc")
        for old in ("jail.local", "jail.d"):
            path = pathlib.Path(home, "etc", old)
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        pathlib.Path(home, "etc/jail.local").write_text(jail)
        client = ["ip", "netns", "exec", namespace, "fail2ban-client", "-c", home + "/etc",
                  "-s", home + "/socket", "-p", home + "/pid"]
        server = subprocess.Popen([*client[:4], "fail2ban-server", "-f", *client[5:], "start"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            if not subprocess.run([*client, "ping"], capture_output=True).returncode:
                break
            time.sleep(0.1)
        subprocess.run([*client, "set", "sshd", "banip", "10.77.0.1"], check=True, capture_output=True)
        time.sleep(1)

        def end():
            server.kill()
            server.wait()
            shutil.rmtree(home, ignore_errors=True)
        return end
    return setup


PLANTED = 'comment "planted"'
TYPICAL = ("ct state established,related accept", "ct state invalid drop", 'iif "lo" accept',
           "meta l4proto { icmp, ipv6-icmp } accept", "tcp dport 22 accept")

SCENARIOS = [
    Scenario("inet-drop", inet(*TYPICAL, f"udp dport 50103 drop {PLANTED}")),
    Scenario("inet-counted-drop", inet(*TYPICAL, f"udp dport 50103 counter drop {PLANTED}")),
    Scenario("inet-policy", inet(*TYPICAL, policy="drop")),
    Scenario("ip-drop", inet(f"ip saddr 10.77.0.0/24 udp dport 50000-51000 drop {PLANTED}",
                             family="ip")),
    Scenario("ip6-drop", inet(f"ip6 saddr fd77::/64 udp dport 50103 drop {PLANTED}", family="ip6"),
             family=6),
    Scenario("reject", inet(*TYPICAL, f"udp dport 50103 reject with icmpx admin-prohibited {PLANTED}")),
    Scenario("tcp-reset", inet(*TYPICAL, f"tcp dport 10100 reject with tcp reset {PLANTED}"),
             protocol="tcp", port=10100),
    Scenario("tcp-syn", inet(f"tcp flags & (fin|syn|rst|ack) == syn tcp dport 10100 drop {PLANTED}"),
             protocol="tcp", port=10100),
    Scenario("named-set", inet(*TYPICAL, f"ip saddr @bad drop {PLANTED}", more="""set bad {
    type ipv4_addr; flags interval; elements = { 10.77.0.0/30, 192.168.7.0/24 } }""")),
    Scenario("named-set-misses", inet(
        "ip saddr @bad drop", f"udp dport @ports drop {PLANTED}", more="""set bad {
    type ipv4_addr; flags interval; elements = { 10.78.0.0/30, 192.168.7.0/24 } }
  set ports { type inet_service; elements = { 50103, 10100 } }""")),
    Scenario("concatenation", inet(
        f"ip saddr . udp dport @pairs drop {PLANTED}", more="""set pairs {
    type ipv4_addr . inet_service; elements = { 10.77.0.1 . 50103, 10.77.0.9 . 53 } }""")),
    Scenario("verdict-map", inet("udp dport vmap { 53 : accept, 50103 : drop }")),
    Scenario("verdict-map-of-jumps", f"""table inet filter {{
  map ways {{ type ipv4_addr : verdict; flags interval; elements = {{ 10.77.0.0/24 : jump near }} }}
  chain near {{ udp dport 50103 drop {PLANTED}; }}
  chain c {{ type filter hook input priority 0; policy accept; ip saddr vmap @ways; }}
}}
"""),
    Scenario("jumps-three-deep", f"""table inet filter {{
  chain three {{ udp dport 50103 drop {PLANTED}; }}
  chain two {{ ip protocol udp jump three; }}
  chain one {{ tcp dport 50103 drop; jump two; }}
  chain c {{ type filter hook input priority 0; policy accept; ct state established accept; jump one; }}
}}
"""),
    Scenario("goto-and-policy", """table inet filter {
  chain other { tcp dport 22 accept; }
  chain c { type filter hook input priority 0; policy drop; meta l4proto udp goto other; udp dport 50103 accept; }
}
"""),
    Scenario("return-in-chain", f"""table inet filter {{
  chain one {{ ip saddr 10.77.0.1 return; udp dport 50103 accept; }}
  chain c {{ type filter hook input priority 0; policy accept; jump one; udp dport 50103 drop {PLANTED}; }}
}}
"""),
    Scenario("raw-prerouting", inet(f"udp dport 50103 drop {PLANTED}", hook="prerouting",
                                    priority="-300") +
             "table ip other { chain c { type filter hook input priority 0; policy drop; }; }\n"),
    Scenario("early-priority", inet(f"udp dport 50103 drop {PLANTED}", priority="-10") +
             "table ip other { chain c { type filter hook input priority 10; policy drop; }; }\n"),
    Scenario("accept-is-not-all", inet("udp dport 50103 accept", priority="-10") +
             "table ip other { chain c { type filter hook input priority 10; policy accept; "
             f"udp dport 50103 drop {PLANTED}; }}; }}\n"),
    Scenario("rate-limit", inet("udp dport 50103 limit rate 1/hour burst 1 packets accept",
                                f"udp dport 50103 counter drop {PLANTED}")),
    Scenario("rate-limit-over", inet(
        f"udp dport 50103 limit rate over 1/hour burst 1 packets counter drop {PLANTED}")),
    Scenario("two-counted", inet("meta mark 7 counter drop", "meta length 33 counter drop "
                                 + PLANTED, "udp dport 50103 counter drop")),
    Scenario("two-uncounted", inet("meta mark 7 drop", f"meta length 33 drop {PLANTED}")),
    Scenario("conntrack-untracked", inet("ct state invalid counter drop") +
             "table ip raw { chain c { type filter hook prerouting priority -300; "
             "udp dport 50103 notrack; }; }\n"
             "table inet two { chain c { type filter hook input priority 5; "
             f"ct state untracked counter drop {PLANTED}; }}; }}\n"),
    Scenario("bridge", f"""table bridge filter {{
  chain c {{ type filter hook input priority 0; policy accept; ip saddr 10.77.0.1 udp dport 50103 counter drop {PLANTED}; }}
}}
""", bridged=True),
    Scenario("bridge-uncounted", f"""table bridge filter {{
  chain c {{ type filter hook input priority 0; policy accept; ip saddr 10.77.0.1 udp dport 50103 drop {PLANTED}; }}
}}
""", bridged=True),
    Scenario("netdev", f"""table netdev filter {{
  chain c {{ type filter hook ingress device "eth0" priority 0; policy accept; udp dport 50103 counter drop {PLANTED}; }}
}}
"""),
    Scenario("output", inet(f"udp dport 50103 drop {PLANTED}", hook="output"), leaves=True),
    Scenario("postrouting", inet(f'oifname "eth*" udp dport 50103 drop {PLANTED}',
                                 hook="postrouting"), leaves=True),
    Scenario("redirected", inet("udp dport 50104 counter drop " + PLANTED, "udp dport 50103 counter drop")
             + "table ip nat { chain c { type nat hook prerouting priority -100; "
             "udp dport 50103 redirect to :50104; }; }\n"),
    Scenario("iptables-nft", commands=[
        "iptables-nft -P INPUT DROP",
        "iptables-nft -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables-nft -A INPUT -m set --match-set none src -j DROP 2>/dev/null || true",
        "iptables-nft -A INPUT -m limit --limit 1/h --limit-burst 1 -j LOG",
        "iptables-nft -A INPUT -p udp -m multiport --dports 53,50100:50110 "
        "-m comment --comment 'planted rule' -j DROP",
        "iptables-nft -A INPUT -p udp -j ACCEPT"]),
    Scenario("iptables-nft-policy", commands=[
        "iptables-nft -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
        "iptables-nft -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "iptables-nft -P INPUT DROP"]),
    Scenario("ip6tables-nft", family=6, commands=[
        "ip6tables-nft -N deep", "ip6tables-nft -A INPUT -i eth+ -j deep",
        "ip6tables-nft -A deep -s fd77::/64 -p udp -m udp --dport 50103 -j REJECT"]),
    Scenario("iptables-legacy", commands=[
        "iptables-legacy -A INPUT -m limit --limit 1/h --limit-burst 1 -j ACCEPT",
        "iptables-legacy -A INPUT -p udp -m udp --dport 50103 -j DROP",
        "iptables-legacy -A INPUT -p udp -j ACCEPT"]),
    Scenario("iptables-recent", commands=[
        "iptables-nft -A INPUT -p udp -m recent --name seen --set",
        "iptables-nft -A INPUT -p udp -m recent --name seen --update --seconds 60 --hitcount 1 -j DROP",
        "iptables-nft -A INPUT -m mark --mark 0x8000/0x8000 -j DROP"]),
    Scenario("ufw-deny", setup=ufw("ufw deny 50103/udp", "ufw allow 10100/tcp")),
    Scenario("ufw-default", setup=ufw("ufw allow 10100/tcp")),
    Scenario("ufw-reject-from", setup=ufw("ufw reject from 10.77.0.1 to any port 50103 proto udp")),
    Scenario("ufw-deny-out", leaves=True, setup=ufw("ufw deny out 50103/udp")),
    Scenario("ufw-ipv6", family=6, setup=ufw("ufw deny in on eth0 to any port 50103 proto udp")),
    Scenario("firewalld-zone", setup=firewalld("firewall-cmd --zone=public --add-interface=eth0")),
    Scenario("firewalld-rich-rule", setup=firewalld(
        "firewall-cmd --add-rich-rule='rule family=ipv4 source address=10.77.0.0/24 "
        "port port=50103 protocol=udp drop'")),
    Scenario("firewalld-drop-zone", setup=firewalld(
        "firewall-cmd --zone=drop --add-source=10.77.0.1")),
    Scenario("fail2ban-iptables", setup=fail2ban("iptables-multiport")),
    Scenario("fail2ban-nftables", setup=fail2ban("nftables-multiport")),
]
