/* Counts webhooks: sink --listen P --count N; says `ready`, and when N alarms were raised when the last of them came.

   Times are nanoseconds of CLOCK_MONOTONIC. */
#include "webhooks.h"

static unsigned long wanted, raised, heard_of;
static uint64_t first;

static int holds(const char *body, size_t bytes, const char *word) { return memmem(body, bytes, word, strlen(word)) != NULL; }

static void heard(const char *body, size_t bytes) {
  heard_of++;
  if (!holds(body, bytes, "\"event\":\"raised\"") || !holds(body, bytes, "\"signal\":\"alarm\"")) return;
  if (!holds(body, bytes, "bench-heat")) return;
  if (raised++ == 0) first = monotonic_ns();
  if (raised != wanted) return;
  printf("{\"raised\":%lu,\"heard\":%lu,\"first\":%llu,\"last\":%llu}\n", raised, heard_of, (unsigned long long)first,
         (unsigned long long)monotonic_ns());
  fflush(stdout);
}

int main(int count, char **words) {
  static struct webhooks hooks = {.heard = heard};
  wanted = (unsigned long)option(count, words, "--count", 1);
  webhooks_listen(&hooks, (int)option(count, words, "--listen", 8080));
  printf("ready\n");
  fflush(stdout);
  for (;;) webhooks_serve(&hooks, -1);
}
