#include "coordinator/telling/agent_advice.hpp"

#include <algorithm>

namespace oakprobe::telling {
namespace {

constexpr bool by_ssh = true;

// The more special first: ssh, shells and sudo say several things.
constexpr std::array advices{
    AgentAdvice{
        {"Please login as the user"},
        "{name} wants another user: check with --user {named-user}, or write agent: {host: "
        "{named-user}@{host}}",
        by_ssh},
    AgentAdvice{
        {"Cannot execute command-line and remote command", "RemoteCommand"},
        "Your ssh configuration has a RemoteCommand for {host}: add -o RemoteCommand=none to the "
        "agent's command, or give the host an entry without it",
        by_ssh},
    AgentAdvice{
        {"Tailscale SSH requires an additional check", "login.tailscale.com"},
        "Tailscale SSH wants you to confirm the login: visit the address that it printed, then "
        "check again; or set action: accept for this user in the tailnet's policy",
        by_ssh},
    AgentAdvice{
        {"password has expired",
         "Password change required",
         "You are required to change your password",
         "account has expired"},
        "The password or account of {login} has expired: log in once by hand and change it "
        "(`{ssh}`; `chage -l {user}` there shows until when), or use another user",
        by_ssh},
    AgentAdvice{
        {"administratively prohibited"},
        "The jump host does not forward connections: set AllowTcpForwarding yes (and PermitOpen) "
        "in its sshd_config, or use another jump host (ProxyJump)",
        by_ssh},
    AgentAdvice{
        {"REMOTE HOST IDENTIFICATION HAS CHANGED",
         "has changed and you have requested strict checking"},
        "{name} has another host key than ssh knows. If it was installed anew: `{forget}`, "
        "then `{ssh}` by hand to look at the new key and accept it; else find out who "
        "answers there",
        by_ssh},
    AgentAdvice{
        {"Host key verification failed", "host key is known for"},
        "ssh does not know {name}'s host key: `{ssh}` once by hand, compare the fingerprint and "
        "accept it; or, in a network that you trust, `ssh-keyscan {scan} >> ~/.ssh/known_hosts`",
        by_ssh},
    AgentAdvice{
        {"Not allowed at this time", "kex_exchange_identification", "Exceeded MaxStartups"},
        "sshd, or a firewall that limits logins, turns connections away (MaxStartups, "
        "PerSourcePenalties, fail2ban): wait a minute, then check with --agents-at-once 3, and "
        "look at the log of sshd on {name} and its jump host (`journalctl -u ssh -n 50`)",
        by_ssh},
    AgentAdvice{
        {"Too many authentication failures"},
        "ssh offers {name} too many keys: put the right IdentityFile, and IdentitiesOnly yes, "
        "under Host {host} in ~/.ssh/config; `ssh-add -l` lists what it offers",
        by_ssh},
    AgentAdvice{
        {"UNPROTECTED PRIVATE KEY FILE", "are too open", "Bad owner or permissions on"},
        "ssh takes no key or configuration that others may read: chmod 600 the file that it "
        "names, on this machine",
        by_ssh},
    AgentAdvice{
        {"not accessible: No such file or directory", "no such identity"},
        "The key that ssh is told to take is not on this machine: correct -i in the agent's "
        "command, or IdentityFile in ~/.ssh/config",
        by_ssh},
    AgentAdvice{
        {"oakprobe-agent: Permission denied",
         "oakprobe-agent': Permission denied",
         "oakprobe-agent’: Permission denied"},
        "{name}'s oakprobe-agent may not be run: chmod 755 it, and see that nothing on its way is "
        "closed to {user} or mounted noexec (`namei -l`, `findmnt -T`); or check with --push"},
    AgentAdvice{
        {"Permission denied (publickey)"},
        "{name} takes keys only, and not yours: `{copy-id}` from where a key gets in, else put "
        "your "
        "public key into ~/.ssh/authorized_keys on its console. Another user or key: agent: "
        "{host: USER@{host}}, IdentityFile in ~/.ssh/config. `{ssh} true` must end without a "
        "question",
        by_ssh},
    AgentAdvice{
        {"Permission denied"},
        "{name} does not take your key: `{copy-id}`. Another user or key: agent: {host: "
        "USER@{host}}, IdentityFile in ~/.ssh/config. `{ssh} true` must end without a question",
        by_ssh},
    AgentAdvice{
        {"is not in the sudoers file",
         "may not run sudo",
         "is not allowed to execute",
         "is not allowed to run sudo"},
        "{user} may not use sudo on {name}: let its administrator allow it (`usermod -aG sudo "
        "{user}`, or docs/privileges.md), or leave sudo away and see less"},
    AgentAdvice{
        {"must have a tty to run sudo"},
        "{name}'s sudo wants a terminal: put Defaults:{user} !requiretty into its sudoers "
        "(visudo)"},
    AgentAdvice{
        {"sudo: a password is required",
         "interactive authentication is required",
         "A terminal is required to authenticate",
         "a terminal is required to read the password",
         "sudo: no password was provided"},
        "sudo wants a password on {name}: check with --sudo ask, or allow the agent without one "
        "(docs/privileges.md)"},
    AgentAdvice{
        {"sudo refused the password"},
        "The password was wrong there: check again and type it anew, or try it by hand (`{ssh} -t "
        "sudo -v`). All nodes with sudo: ask get the same one: give those with another sudo: "
        "nopasswd, or check them by themselves"},
    AgentAdvice{
        {"sudo did not start the agent", "or sudo does; such a sudo"},
        "Put {name}'s own name into its /etc/hosts (127.0.1.1 NAME), which sudo looks up; `time "
        "sudo -n true` there must end at once"},
    AgentAdvice{
        {"sudo: command not found",
         "sudo: not found",
         "sudo: No such file or directory",
         "command not found: sudo",
         "Unknown command: sudo"},
        "{name} has no sudo: log in as root (agent: {host: root@{host}}) and leave sudo away, or "
        "install it"},
    AgentAdvice{
        {"stood still while the agent was sent", "did not get the agent within"},
        "The way to {name} is too slow or broke off: check with a lower --agents-at-once; agent: "
        "{push: {keep: true}} sends the agent only once, an installed one needs no sending "
        "(docs/delivery.md)"},
    AgentAdvice{
        {"no directory takes a program of", "is writable by others and not sticky"},
        "Free some space on {name}, or set TMPDIR for {user} there to a directory of its own that "
        "is not mounted noexec: each place is named with what is wrong with it; `{ssh} df -h /tmp` "
        "shows the space. Or install the agent (docs/delivery.md)"},
    AgentAdvice{
        {"No space left on device", "Disk quota exceeded"},
        "{name} has no room left: `{ssh} df -h` shows where"},
    AgentAdvice{
        {"there is no agent for"},
        "Build the agent for that machine: `scripts/build-agents`, then check again"},
    AgentAdvice{
        {"Exec format error", "cannot execute binary file"},
        "{name}'s oakprobe-agent is for another kind of machine (`{ssh} uname -m` says which): "
        "check "
        "with --push, or install the one that `scripts/build-agents` makes for it"},
    AgentAdvice{
        {"error while loading shared libraries",
         "version `GLIBC",
         "version `CXXABI",
         "cannot execute: required file not found"},
        "That oakprobe-agent is no static one: `scripts/build-agents`, then check with --push, or "
        "install agents/oakprobe-agent-MACHINE"},
    AgentAdvice{
        {"no shell answered", "account is currently not available", "account is not available"},
        "The login works, and no shell reads what it is sent: look for start-up files that read "
        "the input or start another program (.profile, .bashrc, /etc/profile.d), for a forced "
        "command, or a nologin shell; `echo true | {ssh} sh` must end at once"},
    AgentAdvice{
        {"Could not resolve hostname"},
        "ssh does not know the name {unresolved}: write agent: {host: {as}}, or give {host} a "
        "HostName in ~/.ssh/config",
        by_ssh},
    AgentAdvice{
        {"Connection refused"},
        "{name} is on, and nothing listens for ssh at {at}: whether sshd runs says its console "
        "(`systemctl status ssh`), and whether it has another port (-p in the agent's command, "
        "Port "
        "in ~/.ssh/config)",
        by_ssh},
    AgentAdvice{
        {"No route to host", "Network is unreachable"},
        "There is no way from here to {at}: look whether {name} is on, at its address, and at `ip "
        "route` on this machine (a VPN that is down?)",
        by_ssh},
    AgentAdvice{
        {"Connection timed out", "Operation timed out"},
        "Nobody answers at {at}: look whether {name} is on, at its address, and at what lets tcp "
        "22 through on the way; `{ssh} -v` shows how far it gets",
        by_ssh},
    AgentAdvice{{"could not start 'ssh'"}, "This machine has no ssh: `apt install openssh-client`"},
    AgentAdvice{
        {"could not start 'oakprobe-agent'", "oakprobe-agent': No such file"},
        "There is no agent beside oakprobe: `scripts/build-agents --native` makes the one for this "
        "machine"},
    AgentAdvice{
        {"could not start '"},
        "{name}'s agent.command is no program of this machine: correct it in the inventory"},
    AgentAdvice{
        {"command not found",
         "exit code 127",
         "oakprobe-agent: not found",
         "oakprobe-agent: No such file",
         "executable file not found"},
        "The agent is not installed on {name}: check with --push, which needs nothing there, or "
        "install it: `scp agents/oakprobe-agent-MACHINE {login}:`, and as root install it as "
        "/usr/local/bin/oakprobe-agent"},
    AgentAdvice{
        {"install the same version"},
        "{name} has an oakprobe-agent of another version: check with --push, which sends this "
        "one's, or install it anew"},
    AgentAdvice{
        {"Connection closed by", "Connection reset by", "Broken pipe"},
        "ssh was cut off: sshd's MaxStartups or a rate limit (--agents-at-once 3), or whoever "
        "closes connections on the way; `{ssh} -v` shows how far it gets",
        by_ssh},
};

}  // namespace

const AgentAdvice* find_agent_advice(std::string_view words) {
  const auto fits = [&](const AgentAdvice& one) {
    return std::ranges::any_of(one.said, [&](std::string_view phrase) {
      return !phrase.empty() && words.find(phrase) != std::string_view::npos;
    });
  };
  const auto found = std::ranges::find_if(advices, fits);
  return found == advices.end() ? nullptr : &*found;
}

}  // namespace oakprobe::telling
