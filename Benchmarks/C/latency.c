/* Publish to webhook: one alarm after the other, each of a device of its own in an area of its own.

   latency --port BROKER --listen P --count N --gap MILLISECONDS [--from AREA]; the nanoseconds from before the PUBLISH is
   written until the whole request is read, a line each, or `lost` after 10 s. */
#include "webhooks.h"

#include "traffic.h"

static char awaited[32];
static uint64_t arrived;

static void heard(const char *body, size_t bytes) {
  if (memmem(body, bytes, awaited, strlen(awaited))) arrived = monotonic_ns();
}

static void drain(int broker) {
  char bytes[256];
  while (recv(broker, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {}
}

static void one(struct webhooks *hooks, int broker, uint32_t device, uint16_t id) {
  char topic[TOPIC_BYTES], payload[PAYLOAD_BYTES], packet[300];
  traffic_topic(topic, device);
  traffic_payload(payload, device, 1, world_ms(), 1);
  size_t bytes = mqtt_publish(packet, 1, id, topic, TOPIC_BYTES, payload, PAYLOAD_BYTES);
  snprintf(awaited, sizeof awaited, "h-%011u", device);
  arrived = 0;
  uint64_t sent = monotonic_ns();
  write_all(broker, packet, bytes);
  while (!arrived && monotonic_ns() - sent < 10000000000u) {
    webhooks_serve(hooks, 100);
    drain(broker);
  }
  if (arrived) {
    printf("%llu\n", (unsigned long long)(arrived - sent));
  } else {
    printf("lost\n");
  }
  fflush(stdout);
}

int main(int count, char **words) {
  static struct webhooks hooks = {.heard = heard};
  webhooks_listen(&hooks, (int)option(count, words, "--listen", 8080));
  int broker = mqtt_connect((int)option(count, words, "--port", 1883), "latency");
  hooks.polled[1].fd = broker;
  long messages = option(count, words, "--count", 100), gap = option(count, words, "--gap", 20);
  long area = option(count, words, "--from", 10000);
  for (long number = 0; number < messages; number++) {
    one(&hooks, broker, (uint32_t)(area + number) * 1000, (uint16_t)(1 + number % 65535));
    /* Not in step with anything: a gap of 50 to 150 %. */
    uint64_t end = monotonic_ns() + (uint64_t)(gap * (50 + number * 37 % 101)) * 10000u;
    while (monotonic_ns() < end) {
      webhooks_serve(&hooks, (int)((end - monotonic_ns()) / 1000000u + 1));
      drain(broker);
    }
  }
  return 0;
}
