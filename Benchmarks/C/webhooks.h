/* A receiver of webhooks: HTTP/1.1 with keep-alive on 127.0.0.1, one thread, every request answered with 204 at once. */
#ifndef WEBHOOKS_H
#define WEBHOOKS_H
#include <poll.h>

#include "mqtt.h"

enum { MOST_CLIENTS = 256, MOST_BYTES = 65536 };

struct webhooks {
  struct pollfd polled[MOST_CLIENTS + 2]; /* the listener, one more for the caller, clients */
  char *buffers[MOST_CLIENTS];
  size_t filled[MOST_CLIENTS];
  int clients;
  void (*heard)(const char *body, size_t bytes);
};

static inline void webhooks_listen(struct webhooks *hooks, int port) {
  int one = 1, descriptor = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("binding");
  if (listen(descriptor, 128) != 0) fail("listening");
  hooks->polled[0] = (struct pollfd){.fd = descriptor, .events = POLLIN};
  hooks->polled[1] = (struct pollfd){.fd = -1, .events = POLLIN};
}

static inline void webhooks_accept(struct webhooks *hooks) {
  int one = 1, descriptor = accept(hooks->polled[0].fd, NULL, NULL);
  if (descriptor < 0) return;
  if (hooks->clients == MOST_CLIENTS) {
    close(descriptor);
    return;
  }
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  int client = hooks->clients++;
  if (!hooks->buffers[client]) hooks->buffers[client] = malloc(MOST_BYTES + 1);
  if (!hooks->buffers[client]) fail("a client's buffer");
  hooks->filled[client] = 0;
  hooks->polled[client + 2] = (struct pollfd){.fd = descriptor, .events = POLLIN};
}

static inline void webhooks_drop(struct webhooks *hooks, int client) {
  close(hooks->polled[client + 2].fd);
  int last = --hooks->clients;
  char *buffer = hooks->buffers[client];
  hooks->buffers[client] = hooks->buffers[last];
  hooks->buffers[last] = buffer;
  hooks->filled[client] = hooks->filled[last];
  hooks->polled[client + 2] = hooks->polled[last + 2];
}

/* Takes every whole request out of a client's buffer. */
static inline void webhooks_take(struct webhooks *hooks, int client) {
  char *buffer = hooks->buffers[client];
  for (;;) {
    buffer[hooks->filled[client]] = 0;
    char *end = strstr(buffer, "\r\n\r\n");
    if (!end) return;
    char *length = strcasestr(buffer, "\r\ncontent-length:");
    size_t bytes = length && length < end ? strtoul(length + 17, NULL, 10) : 0;
    size_t whole = (size_t)(end - buffer) + 4 + bytes;
    if (hooks->filled[client] < whole) return;
    hooks->heard(end + 4, bytes);
    static const char answer[] = "HTTP/1.1 204 No Content\r\n\r\n";
    write_all(hooks->polled[client + 2].fd, answer, sizeof answer - 1);
    memmove(buffer, buffer + whole, hooks->filled[client] - whole);
    hooks->filled[client] -= whole;
  }
}

/* Serves what there is, and waits for it at most so long. */
static inline void webhooks_serve(struct webhooks *hooks, int milliseconds) {
  if (poll(hooks->polled, (nfds_t)hooks->clients + 2, milliseconds) <= 0) return;
  for (int client = hooks->clients - 1; client >= 0; client--) {
    if (!hooks->polled[client + 2].revents) continue;
    size_t room = MOST_BYTES - hooks->filled[client];
    ssize_t got = room ? recv(hooks->polled[client + 2].fd, hooks->buffers[client] + hooks->filled[client], room, 0) : 0;
    if (got <= 0) {
      webhooks_drop(hooks, client);
      continue;
    }
    hooks->filled[client] += (size_t)got;
    webhooks_take(hooks, client);
  }
  if (hooks->polled[0].revents) webhooks_accept(hooks);
}
#endif
