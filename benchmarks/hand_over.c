// What a check starts in an agent's place: passes its standard input and output to hosted-agents, and
// stays until the agent there has ended.
//   hand-over SOCKET
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char** argv) {
  struct sockaddr_un host = {.sun_family = AF_UNIX};
  if (argc != 2 || strlen(argv[1]) >= sizeof host.sun_path) {
    fprintf(stderr, "usage: hand-over SOCKET\n");
    return 2;
  }
  strcpy(host.sun_path, argv[1]);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr*)&host, sizeof host) != 0) {
    perror("hand-over");
    return 1;
  }
  const int pipe[2] = {STDIN_FILENO, STDOUT_FILENO};
  char byte = 0;
  struct iovec io = {&byte, 1};
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof pipe)] = {0};
  struct msghdr message = {
      .msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof pipe);
  memcpy(CMSG_DATA(header), pipe, sizeof pipe);
  if (sendmsg(fd, &message, 0) != 1) {
    perror("hand-over");
    return 1;
  }
  close(STDIN_FILENO);
  close(STDOUT_FILENO);
  return read(fd, &byte, 1) == 0 ? 0 : 1;
}
