/* The publisher: so many messages of so many devices in turn, as fast as the broker takes them or at a rate.

   load --port P --qos 0|1 --devices N --count M [--rate PER-SECOND] [--events PER-10000] [--window UNACKNOWLEDGED]
        [--first ROUND] [--hot 1] [--from DEVICE] [--stride DEVICES] [--collectd 1]
   load --show MILLISECONDS [--from DEVICE] [--first ROUND] [--events PER-10000]: prints one message, and connects to nobody

   With --hot every message is one that alarms. With --collectd topics and payloads are those that collectd's
   plugin `mqtt` understands. Prints what it did as one line of JSON. */
#include <poll.h>
#include <sys/resource.h>

#include "mqtt.h"
#include "traffic.h"

enum { CHUNK_BYTES = 65536, LARGEST = 300 };

struct load {
  int socket, qos, is_collectd;
  uint32_t devices, from, stride, events, is_hot;
  uint64_t count, rate, window, first;
  uint64_t sent, acknowledged;
  char chunk[CHUNK_BYTES + LARGEST];
  size_t filled, partial;
};

static size_t one(struct load *load, uint64_t number, uint64_t now, char *out) {
  uint32_t device = load->from + (uint32_t)(number % load->devices) * load->stride;
  uint32_t round = (uint32_t)(load->first + number / load->devices);
  int is_hot = load->is_hot || traffic_is_hot(device, round, load->events);
  uint16_t id = (uint16_t)(1 + number % 65535);
  if (load->is_collectd) {
    char topic[64], payload[64];
    int topic_bytes = snprintf(topic, sizeof topic, "collectd/h-%07u/bench/gauge-temperature", device);
    int bytes = snprintf(payload, sizeof payload, "%.3f:%u.%u", (double)now / 1000, (is_hot ? 70 : 20) + round % 9, round % 10);
    return mqtt_publish(out, load->qos, id, topic, (size_t)topic_bytes, payload, (size_t)bytes + 1);
  }
  char topic[TOPIC_BYTES], payload[PAYLOAD_BYTES];
  traffic_topic(topic, device);
  traffic_payload(payload, device, round, now, is_hot);
  return mqtt_publish(out, load->qos, id, topic, TOPIC_BYTES, payload, PAYLOAD_BYTES);
}

static void flush_chunk(struct load *load) {
  write_all(load->socket, load->chunk, load->filled);
  load->filled = 0;
}

/* Reads the acknowledgements there are; waits for some while more than `most` are missing. */
static void take_acknowledgements(struct load *load, uint64_t most) {
  if (load->qos == 0) return;
  char bytes[65536];
  for (;;) {
    int must_wait = load->sent - load->acknowledged > most;
    ssize_t got = recv(load->socket, bytes, sizeof bytes, must_wait ? 0 : MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR)) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) fail("waiting for acknowledgements");
    load->partial += (size_t)got;
    load->acknowledged += load->partial / 4;
    load->partial %= 4;
    if (!must_wait) return;
  }
}

static void publish(struct load *load) {
  uint64_t start = monotonic_ns(), now = world_ms();
  while (load->sent < load->count) {
    if (load->sent % 64 == 0) now = world_ms();
    if (load->rate && load->sent % 16 == 0) {
      uint64_t due = start + load->sent * 1000000000u / load->rate;
      if (due > monotonic_ns() + 1000000) {
        flush_chunk(load);
        struct timespec at = {.tv_sec = (time_t)(due / 1000000000u), .tv_nsec = (long)(due % 1000000000u)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
        now = world_ms();
      }
    }
    load->filled += one(load, load->sent, now, load->chunk + load->filled);
    load->sent++;
    int is_full = load->qos && load->sent - load->acknowledged >= load->window;
    if (load->filled >= CHUNK_BYTES || is_full) flush_chunk(load);
    if (is_full) take_acknowledgements(load, load->window / 2);
  }
  flush_chunk(load);
  take_acknowledgements(load, 0);
}

int main(int count, char **words) {
  static struct load load;
  load.qos = (int)option(count, words, "--qos", 0);
  load.devices = (uint32_t)option(count, words, "--devices", 10000);
  load.count = (uint64_t)option(count, words, "--count", 100000);
  load.rate = (uint64_t)option(count, words, "--rate", 0);
  load.events = (uint32_t)option(count, words, "--events", 0);
  load.window = (uint64_t)option(count, words, "--window", 2000);
  load.first = (uint64_t)option(count, words, "--first", 0);
  load.is_hot = (uint32_t)option(count, words, "--hot", 0);
  load.stride = (uint32_t)option(count, words, "--stride", 1);
  load.from = (uint32_t)option(count, words, "--from", 0);
  load.is_collectd = (int)option(count, words, "--collectd", 0);
  uint64_t moment = (uint64_t)option(count, words, "--show", 0);
  if (moment) {
    char topic[TOPIC_BYTES], payload[PAYLOAD_BYTES];
    traffic_topic(topic, load.from);
    traffic_payload(payload, load.from, (uint32_t)load.first, moment, traffic_is_hot(load.from, (uint32_t)load.first, load.events));
    printf("%.*s\n%.*s\n", TOPIC_BYTES, topic, PAYLOAD_BYTES, payload);
    return 0;
  }
  char client[32];
  snprintf(client, sizeof client, "load-%d", (int)getpid());
  load.socket = mqtt_connect((int)option(count, words, "--port", 1883), client);
  uint64_t start = monotonic_ns();
  publish(&load);
  /* The broker has read everything once it closes on our DISCONNECT. */
  char bytes[64] = {(char)0xE0, 0};
  write_all(load.socket, bytes, 2);
  shutdown(load.socket, SHUT_WR);
  while (recv(load.socket, bytes, sizeof bytes, 0) > 0) {}
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  printf("{\"sent\":%llu,\"began\":%llu,\"seconds\":%.3f,\"cpu_us\":%.0f}\n", (unsigned long long)load.sent, (unsigned long long)start,
         (double)(monotonic_ns() - start) / 1e9, cpu);
  return 0;
}
