#include "coordinator/fleet/agent_connection.hpp"

// What may come before an agent's greeting: its delivery, and sudo's question.
namespace oakprobe::fleet {

AgentOrigin AgentConnection::origin() const {
  if (delivery_) return delivery_->was_kept() ? AgentOrigin::kept : AgentOrigin::sent;
  return start_.local ? AgentOrigin::local : AgentOrigin::installed;
}

// A sudo asks for its own machine's name, and DNS may let it wait.
std::string AgentConnection::not_greeted() const {
  if (!start_.sudo) return session_.wrong();
  const std::string within = session_.without_greeting() + " within " + seconds(limits_.sudo);
  const std::string cause =
      "; such a sudo mostly waits for its machine's own name, which is missing in the node's "
      "/etc/hosts";
  if (delivery_ || password_given_) return "sudo did not start the agent: it " + within + cause;
  return within + ": the login takes too long, or sudo does" + cause;
}

// sudo asks again when the password was wrong, three times by default: each would count against
// the user (pam_faillock), so there is no second one.
void AgentConnection::give_password() {
  if (session_.greeted() || failed_ || closing_) return;
  if (password_given_) return fail("sudo refused the password");
  if (sudo_password_->text().empty()) return fail("sudo asked for the password too late");
  password_given_ = true;
  transport_->write(transport::line_of(sudo_password_->text()));
}

}  // namespace oakprobe::fleet
