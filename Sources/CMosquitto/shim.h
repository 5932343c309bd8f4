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

#endif
