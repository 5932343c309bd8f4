/* The floor: receives and counts, and nothing else. What any program on libmosquitto pays for a message.

   floor --port P --qos 0|1 [--count N]; says `ready` when it is subscribed, and at N messages, SIGUSR1 or SIGTERM what it did. */
#include <mosquitto.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static unsigned long long received, bytes, wanted;
static int qos;

static void tell(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  char line[256];
  int length = snprintf(
      line, sizeof line, "{\"received\":%llu,\"bytes\":%llu,\"user_us\":%lld,\"system_us\":%lld}\n", received, bytes,
      (long long)usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec,
      (long long)usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec);
  if (write(1, line, (size_t)length) < 0) _exit(1);
}

static void stop(int number) {
  (void)number;
  tell();
  _exit(0);
}

static void report(int number) {
  (void)number;
  tell();
}

static void connected(struct mosquitto *client, void *context, int code) {
  (void)context;
  if (code == 0) mosquitto_subscribe(client, NULL, "bench/#", qos);
}

static void subscribed(struct mosquitto *client, void *context, int id, int count, const int *granted) {
  (void)client, (void)context, (void)id, (void)count, (void)granted;
  if (write(1, "ready\n", 6) < 0) _exit(1);
}

static void heard(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
  (void)client, (void)context;
  bytes += (unsigned long long)message->payloadlen;
  if (++received == wanted) tell();
}

int main(int count, char **words) {
  int port = 1883;
  for (int place = 1; place + 1 < count; place += 2) {
    long value = strtol(words[place + 1], NULL, 10);
    if (strcmp(words[place], "--port") == 0) port = (int)value;
    if (strcmp(words[place], "--qos") == 0) qos = (int)value;
    if (strcmp(words[place], "--count") == 0) wanted = (unsigned long long)value;
  }
  signal(SIGTERM, stop);
  signal(SIGUSR1, report);
  mosquitto_lib_init();
  struct mosquitto *client = mosquitto_new("floor", true, NULL);
  mosquitto_connect_callback_set(client, connected);
  mosquitto_subscribe_callback_set(client, subscribed);
  mosquitto_message_callback_set(client, heard);
  int code = mosquitto_connect(client, "127.0.0.1", port, 60);
  if (code == MOSQ_ERR_SUCCESS) code = mosquitto_loop_forever(client, -1, 1);
  fprintf(stderr, "floor: %s\n", mosquitto_strerror(code));
  return 1;
}
