// Ports for a peer to scan: TCP accepts and closes at once, UDP takes everything and never answers,
// as Oakestra's tunnel does. Ends with its input.
//   open-ports TCP_PORT UDP_PORT     prints "ready"
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int open_port(int type, int port) {
  const int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);
  const int yes = 1;
  const struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (fd < 0 || bind(fd, (const struct sockaddr*)&any, sizeof any) != 0 ||
      (type == SOCK_STREAM && listen(fd, 4096) != 0)) {
    perror("open-ports");
    exit(1);
  }
  return fd;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: open-ports TCP_PORT UDP_PORT\n");
    return 2;
  }
  struct pollfd ports[3] = {{.fd = open_port(SOCK_STREAM, atoi(argv[1])), .events = POLLIN},
                            {.fd = open_port(SOCK_DGRAM, atoi(argv[2])), .events = POLLIN},
                            {.fd = 0, .events = POLLIN}};
  puts("ready");
  fflush(stdout);
  for (;;) {
    if (poll(ports, 3, -1) < 0) return 1;
    if (ports[2].revents) return 0;
    for (int accepted; (accepted = accept(ports[0].fd, NULL, NULL)) >= 0;) close(accepted);
    char datagram[2048];
    while (recv(ports[1].fd, datagram, sizeof datagram, 0) >= 0) {
    }
  }
}
