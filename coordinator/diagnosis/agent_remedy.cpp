#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/wording.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

// What to do about an agent that did not start, by what its command said.
namespace oakprobe::diagnosis {
namespace {

using namespace std::string_view_literals;

struct Advice {
  std::array<std::string_view, 4> said;  // one of them; empty: none
  std::string_view advice;
};

// The more special first: ssh and sudo say several things.
constexpr std::array advices{
    Advice{
        {"Please login as the user"},
        "Log in as the user that it names: User in your ssh configuration, or agent: {host: "
        "USER@HOST} in the inventory"},
    Advice{
        {"Cannot execute command-line and remote command", "RemoteCommand"},
        "Your ssh configuration has a RemoteCommand for this host: add -o RemoteCommand=none to "
        "the agent's command, or give the host an entry without it"},
    Advice{
        {"Tailscale SSH requires an additional check", "login.tailscale.com"},
        "Tailscale SSH wants you to confirm the login: visit the address that it printed, then "
        "check again; or set action: accept for this user in the tailnet's policy"},
    Advice{
        {"password has expired",
         "Password change required",
         "You are required to change your password",
         "account has expired"},
        "The login's password or account has expired: log in once by hand and change it (chage -l "
        "USER shows it), or use another user"},
    Advice{
        {"administratively prohibited"},
        "The jump host does not forward connections: set AllowTcpForwarding yes (and PermitOpen) "
        "in "
        "its sshd_config, or use another jump host (ProxyJump)"},
    Advice{
        {"REMOTE HOST IDENTIFICATION HAS CHANGED",
         "has changed and you have requested strict checking"},
        "The node has another host key than ssh knows: if it was installed anew, remove the old "
        "one "
        "(ssh-keygen -R HOST) and log in once by hand; else find out who answers there"},
    Advice{
        {"Host key verification failed", "No ED25519 host key is known"},
        "ssh does not know the node's host key: log in once by hand and accept it (or ssh-keyscan "
        "HOST >> ~/.ssh/known_hosts)"},
    Advice{
        {"Not allowed at this time", "kex_exchange_identification", "Exceeded MaxStartups"},
        "sshd, or a firewall that limits logins, turns connections away (MaxStartups, "
        "PerSourcePenalties, fail2ban): wait a minute, then check with a lower --agents-at-once, "
        "and "
        "look at the log of sshd on the node and its jump host"},
    Advice{
        {"Too many authentication failures"},
        "ssh offers too many keys: give the right one (IdentityFile and IdentitiesOnly yes in your "
        "ssh configuration)"},
    Advice{
        {"Permission denied"},
        "ssh refuses the login: give the user and the key that the node takes (User and "
        "IdentityFile "
        "in your ssh configuration, or agent: {host: USER@HOST}); ssh HOST true must work without "
        "a "
        "question"},
    Advice{
        {"sudo: a password is required",
         "interactive authentication is required",
         "A terminal is required to authenticate",
         "a terminal is required to read the password"},
        "sudo wants a password there: check with --sudo ask, or allow the agent without one "
        "(docs/privileges.md)"},
    Advice{
        {"sudo refused the password"},
        "The password was wrong there: check again and type it anew; all nodes with sudo: ask get "
        "the same one, so give those with another sudo: nopasswd, or check them by themselves"},
    Advice{
        {"sudo did not start the agent", "or sudo does; such a sudo"},
        "Put the node's own name into its /etc/hosts (127.0.1.1 NAME), which sudo looks up; time "
        "sudo -n true there must end at once"},
    Advice{
        {"stood still while the agent was sent", "did not get the agent within"},
        "The way to the node is too slow or broke off: check with a lower --agents-at-once; agent: "
        "{push: {keep: true}} sends the agent only once, an installed one needs no sending "
        "(docs/delivery.md)"},
    Advice{
        {"no shell answered"},
        "The login works, and no shell reads what it is sent: look for start-up files that read "
        "the "
        "input or start another program (.profile, .bashrc, /etc/profile.d), and for a forced "
        "command; echo true | ssh HOST sh must end at once"},
    Advice{
        {"Could not resolve hostname"},
        "ssh does not know the host's name: correct agent: {host: …}, or give it a HostName in "
        "your "
        "ssh configuration"},
    Advice{
        {"Connection timed out",
         "No route to host",
         "Connection refused",
         "Network is unreachable"},
        "ssh does not get to the node: look at its address, whether sshd runs, and at what lets "
        "tcp "
        "22 through (ssh -v HOST)"},
    Advice{
        {"command not found", "exit code 127", "oakprobe-agent: not found"},
        "The agent is not installed there: check with --push, which needs nothing there, or "
        "install "
        "it (docs/delivery.md)"},
};

}  // namespace

std::string agent_remedy(const NodeObservation& observation) {
  const std::string& words = observation.agent_error;
  const auto fits = [&](const Advice& one) {
    return std::ranges::any_of(one.said, [&](std::string_view phrase) {
      return !phrase.empty() && words.find(phrase) != std::string::npos;
    });
  };
  const auto found = std::ranges::find_if(advices, fits);
  if (found != advices.end()) return std::string(found->advice);
  return "Make the agent reachable (its command in the inventory) and check again";
}

}  // namespace oakprobe::diagnosis
