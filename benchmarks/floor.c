// The bare floor: what a full mesh of UDP round trips costs the kernel, with nothing else around it.
// N addresses of 127.0.0.0/8, two sockets each (one that is dialled, one that dials), a 64-byte
// datagram and its echo for every ordered pair, by sendmmsg and recvmmsg in one thread. No MAC, no
// plan, no evidence.
//   floor N     prints {"round_trips": …, "wall_s": …, "cpu_s": …}
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { PORT = 50103, BYTES = 64, BATCH = 64, BUFFER = 1 << 20 };

static struct sockaddr_in address_of(int node, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl((127U << 24) + (90U << 16) + 1U + (unsigned)node);
  return address;
}

static int open_socket(int node, int port) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  const int bytes = BUFFER;
  const struct sockaddr_in own = address_of(node, port);
  if (fd < 0 || bind(fd, (const struct sockaddr*)&own, sizeof own) != 0) {
    perror("floor: socket");
    exit(1);
  }
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  return fd;
}

static char payloads[BATCH][BYTES];
static struct sockaddr_in peers[BATCH];
static struct iovec pieces[BATCH];
static struct mmsghdr messages[BATCH];

static void prepare(void) {
  for (int i = 0; i < BATCH; ++i) {
    payloads[i][0] = 0x0a; // neither IP nor QUIC
    pieces[i] = (struct iovec){payloads[i], BYTES};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &pieces[i], .msg_iovlen = 1};
  }
}

static int receive(int fd) {
  const int got = recvmmsg(fd, messages, BATCH, 0, NULL);
  return got < 0 ? 0 : got;
}

static void send_all(int fd, int count) {
  for (int sent = 0; sent < count;) {
    const int now = sendmmsg(fd, messages + sent, (unsigned)(count - sent), 0);
    if (now < 0 && errno != EAGAIN) {
      perror("floor: sendmmsg");
      exit(1);
    }
    if (now > 0) sent += now;
  }
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char** argv) {
  const int nodes = argc == 2 ? atoi(argv[1]) : 0;
  if (nodes < 2 || nodes > 60000) {
    fprintf(stderr, "usage: floor N (2 to 60000)\n");
    return 2;
  }
  const struct rlimit files = {(rlim_t)nodes * 2 + 64, (rlim_t)nodes * 2 + 64};
  struct rlimit had;
  if (getrlimit(RLIMIT_NOFILE, &had) == 0 && had.rlim_cur < files.rlim_cur) {
    had.rlim_cur = had.rlim_max;
    setrlimit(RLIMIT_NOFILE, &had);
  }
  int* const dialled = malloc((size_t)nodes * sizeof *dialled);
  int* const dialling = malloc((size_t)nodes * sizeof *dialling);
  for (int node = 0; node < nodes; ++node) {
    dialled[node] = open_socket(node, PORT);
    dialling[node] = open_socket(node, 0);
  }
  prepare();
  long round_trips = 0;
  const double wall = seconds(CLOCK_MONOTONIC);
  const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  for (int first = 1; first < nodes; first += BATCH) {
    const int count = nodes - first < BATCH ? nodes - first : BATCH;
    for (int node = 0; node < nodes; ++node) {
      for (int i = 0; i < count; ++i) peers[i] = address_of((node + first + i) % nodes, PORT);
      send_all(dialling[node], count);
    }
    for (int node = 0; node < nodes; ++node) send_all(dialled[node], receive(dialled[node]));
    for (int node = 0; node < nodes; ++node) round_trips += receive(dialling[node]);
  }
  printf(
      "{\"round_trips\": %ld, \"wall_s\": %.6f, \"cpu_s\": %.6f}\n",
      round_trips,
      seconds(CLOCK_MONOTONIC) - wall,
      seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
  );
  return round_trips == (long)nodes * (nodes - 1) ? 0 : 1;
}
