/* As much of MQTT 3.1.1 as a publisher needs, straight on the socket, so that it costs next to nothing beside a receiver. */
#ifndef MQTT_H
#define MQTT_H
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t monotonic_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline uint64_t world_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

static inline void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static inline void write_all(int socket, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = send(socket, bytes, count, MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("writing to the broker");
    bytes += written;
    count -= (size_t)written;
  }
}

static inline void read_all(int socket, char *bytes, size_t count) {
  while (count > 0) {
    ssize_t got = recv(socket, bytes, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("reading from the broker");
    bytes += got;
    count -= (size_t)got;
  }
}

static inline int tcp_connect(int port) {
  int descriptor = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("connecting");
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return descriptor;
}

/* A clean session without keepalive. */
static inline int mqtt_connect(int port, const char *client) {
  int descriptor = tcp_connect(port);
  size_t length = strlen(client);
  char packet[128] = {0x10, (char)(12 + length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, (char)length};
  memcpy(packet + 14, client, length);
  write_all(descriptor, packet, 14 + length);
  char answer[4];
  read_all(descriptor, answer, 4);
  if (answer[0] != 0x20 || answer[3] != 0) {
    fprintf(stderr, "the broker refuses %s\n", client);
    exit(1);
  }
  return descriptor;
}

/* Writes one PUBLISH of at most 16,383 bytes; returns its length. */
static inline size_t mqtt_publish(
    char *out, int qos, uint16_t id, const char *topic, size_t topic_bytes, const char *payload, size_t bytes) {
  size_t rest = 2 + topic_bytes + (qos ? 2 : 0) + bytes, at = 0;
  out[at++] = (char)(0x30 | qos << 1);
  if (rest >= 128) {
    out[at++] = (char)(rest % 128 | 128);
    out[at++] = (char)(rest / 128);
  } else {
    out[at++] = (char)rest;
  }
  out[at++] = (char)(topic_bytes >> 8);
  out[at++] = (char)topic_bytes;
  memcpy(out + at, topic, topic_bytes);
  at += topic_bytes;
  if (qos) {
    out[at++] = (char)(id >> 8);
    out[at++] = (char)id;
  }
  memcpy(out + at, payload, bytes);
  return at + bytes;
}

/* The number behind an option such as --port, or what it is without. */
static inline long option(int count, char **words, const char *name, long otherwise) {
  for (int place = 1; place + 1 < count; place++)
    if (strcmp(words[place], name) == 0) return strtol(words[place + 1], NULL, 10);
  return otherwise;
}
#endif
