/* What the machine itself takes: probe --folder via argv[1]; medians of fdatasync after an append of 4 KiB, and of a byte to
   another process and back over TCP on loopback. */
#include <fcntl.h>
#include <sys/wait.h>

#include "mqtt.h"

enum { SAMPLES = 501 };

static int ascending(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return a < b ? -1 : a > b;
}

static double median_us(uint64_t *samples) {
  qsort(samples, SAMPLES, sizeof *samples, ascending);
  return (double)samples[SAMPLES / 2] / 1000;
}

static double p99_us(const uint64_t *sorted) { return (double)sorted[SAMPLES * 99 / 100] / 1000; }

static void time_fsync(const char *folder, uint64_t *samples) {
  char path[4096], block[4096] = {1};
  snprintf(path, sizeof path, "%s/probe", folder);
  int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (file < 0) fail(path);
  for (int sample = 0; sample < SAMPLES; sample++) {
    uint64_t start = monotonic_ns();
    if (write(file, block, sizeof block) != sizeof block || fdatasync(file) != 0) fail("writing the probe");
    samples[sample] = monotonic_ns() - start;
  }
  close(file);
  unlink(path);
}

static void time_loopback(uint64_t *samples) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1) != 0) fail("listening");
  getsockname(listener, (struct sockaddr *)&address, &length);
  pid_t child = fork();
  char byte = 0;
  if (child == 0) {
    int echo = tcp_connect(ntohs(address.sin_port));
    while (recv(echo, &byte, 1, 0) == 1) write_all(echo, &byte, 1);
    _exit(0);
  }
  int peer = accept(listener, NULL, NULL);
  setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  for (int sample = 0; sample < SAMPLES; sample++) {
    struct timespec pause = {.tv_nsec = 200000};
    nanosleep(&pause, NULL); /* each wakes a process that sleeps, as a message does */
    uint64_t start = monotonic_ns();
    write_all(peer, &byte, 1);
    read_all(peer, &byte, 1);
    samples[sample] = monotonic_ns() - start;
  }
  close(peer);
  waitpid(child, NULL, 0);
}

int main(int count, char **words) {
  static uint64_t samples[SAMPLES];
  time_fsync(count > 1 ? words[1] : ".", samples);
  double fsync_us = median_us(samples), fsync_p99 = p99_us(samples);
  time_loopback(samples);
  double trip_us = median_us(samples);
  printf("{\"fsync_us\":%.1f,\"fsync_p99_us\":%.1f,\"round_trip_us\":%.1f,\"round_trip_p99_us\":%.1f}\n", fsync_us, fsync_p99,
         trip_us, p99_us(samples));
  return 0;
}
