/* The traffic of every part: JSON of 170 bytes on one topic a device. `Traffic.swift` writes the same, byte for byte. */
#ifndef TRAFFIC_H
#define TRAFFIC_H
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { PAYLOAD_BYTES = 170, TOPIC_BYTES = 37 };

/* bench/AREA/heat/DEVICE: a thousand devices an area. */
static inline void traffic_topic(char *out, uint32_t device) {
  char text[64];
  snprintf(text, sizeof text, "bench/5328990%05u/heat/h-%011u", device / 1000, device);
  memcpy(out, text, TOPIC_BYTES);
}

static inline void traffic_digits(char *out, int width, uint64_t value) {
  for (int place = width - 1; place >= 0; place--, value /= 10) out[place] = (char)('0' + value % 10);
}

/* Whether message `round` of a device is one that sets off an alarm; the round after it clears it, so that `events` of
   10,000 messages cause an event. */
static inline int traffic_is_hot(uint32_t device, uint32_t round, uint32_t events) {
  if (events == 0 || round % 2 == 0) return 0;
  uint32_t mixed = (device * 2654435761u) ^ (round * 2246822519u);
  mixed ^= mixed >> 15;
  mixed *= 2654435761u;
  mixed ^= mixed >> 13;
  return mixed % 10000 < events;
}

static const char traffic_template[] =
    "{\"ts\":0000000000000,\"id\":\"h-00000000000\",\"seq\":00000000,\"state\":\"normal\",\"smoke\":0.00,"
    "\"temperature\":00.0,\"humidity\":45.2,\"battery\":00.0,\"tamper\":false,\"rssi\":-71,\"fw\":14}";

/* JSON knows no leading zeros: the first digit of `seq` and of every reading is never 0. */
static inline void traffic_payload(char *out, uint32_t device, uint32_t round, uint64_t milliseconds, int is_hot) {
  memcpy(out, traffic_template, PAYLOAD_BYTES);
  traffic_digits(out + 6, 13, milliseconds);
  traffic_digits(out + 28, 11, device);
  traffic_digits(out + 47, 8, 10000000 + round % 10000000);
  uint32_t varied = device + round;
  traffic_digits(out + 83, 2, varied % 90);
  traffic_digits(out + 100, 2, (is_hot ? 70 : 20) + varied % 9);
  out[103] = (char)('0' + varied % 10);
  traffic_digits(out + 131, 2, 60 + varied % 39);
}
#endif
