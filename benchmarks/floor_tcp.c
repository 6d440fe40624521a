// The bare floor for TCP: a connect from each of S source addresses to each of T listeners, accepted,
// and reset; nothing is sent. One thread, epoll, a bounded window.
//   floor-tcp S T     prints {"connects": …, "wall_s": …, "cpu_s": …}
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 20001, WINDOW = 256, EVENTS = 256 };

static struct sockaddr_in address_of(int node, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl((127U << 24) + (90U << 16) + 1U + (unsigned)node);
  return address;
}

static void die(const char* what) {
  perror(what);
  exit(1);
}

static void watch(int epoll, int fd, unsigned events, int is_listener) {
  struct epoll_event event = {.events = events, .data.u64 = (unsigned long)fd << 1 | (unsigned)is_listener};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) die("floor-tcp: epoll_ctl");
}

static void reset(int fd) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(fd);
}

static void listen_on(int epoll, int node) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int yes = 1;
  const struct sockaddr_in own = address_of(node, PORT);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (fd < 0 || bind(fd, (const struct sockaddr*)&own, sizeof own) != 0 || listen(fd, 4096) != 0)
    die("floor-tcp: listen");
  watch(epoll, fd, EPOLLIN, 1);
}

static void begin_connect(int epoll, int source, int target) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const struct sockaddr_in own = address_of(source, 0), peer = address_of(target, PORT);
  if (fd < 0 || bind(fd, (const struct sockaddr*)&own, sizeof own) != 0) die("floor-tcp: bind");
  if (connect(fd, (const struct sockaddr*)&peer, sizeof peer) != 0 && errno != EINPROGRESS)
    die("floor-tcp: connect");
  watch(epoll, fd, EPOLLOUT, 0);
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char** argv) {
  const int sources = argc > 1 ? atoi(argv[1]) : 0, targets = argc > 2 ? atoi(argv[2]) : 0;
  if (sources < 1 || targets < 1 || targets > 60000 || sources > 60000) {
    fprintf(stderr, "usage: floor-tcp SOURCES TARGETS\n");
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const int epoll = epoll_create1(0);
  for (int target = 0; target < targets; ++target) listen_on(epoll, sources + target);

  const long all = (long)sources * targets;
  const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  long begun = 0, done = 0;
  struct epoll_event events[EVENTS];
  while (done < all) {
    for (; begun < all && begun - done < WINDOW; ++begun)
      begin_connect(epoll, (int)(begun % sources), sources + (int)(begun / sources));
    const int ready = epoll_wait(epoll, events, EVENTS, 1000);
    if (ready <= 0) die("floor-tcp: stuck");
    for (int i = 0; i < ready; ++i) {
      const int fd = (int)(events[i].data.u64 >> 1);
      if (events[i].data.u64 & 1) {
        for (int accepted; (accepted = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0;) reset(accepted);
      } else {
        reset(fd);
        ++done;
      }
    }
  }
  printf("{\"connects\": %ld, \"wall_s\": %.6f, \"cpu_s\": %.6f}\n", all,
         seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}
