#ifndef GENGFU_CMOSQUITTO_H
#define GENGFU_CMOSQUITTO_H

#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

/* Swift cannot promise that errno survives until it is read: the call and the reading happen in C. */
static inline int gengfu_mosquitto_loop_read(struct mosquitto *client, int *error) {
    errno = 0;
    int code = mosquitto_loop_read(client, 1);
    *error = errno;
    return code;
}

static inline int gengfu_mosquitto_loop_write(struct mosquitto *client, int *error) {
    errno = 0;
    int code = mosquitto_loop_write(client, 1);
    *error = errno;
    return code;
}

/* Blocks in the look-up of the name and in connect(2). */
static inline int gengfu_mosquitto_connect(struct mosquitto *client, const char *host, int port, int keepalive,
                                           const mosquitto_property *properties, int *error) {
    errno = 0;
    int code = mosquitto_connect_bind_v5(client, host, port, keepalive, NULL, properties);
    *error = errno;
    return code;
}

#endif
