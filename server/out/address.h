/* One address of either family, big enough for both. */
#ifndef LEADX_SERVER_OUT_ADDRESS_H
#define LEADX_SERVER_OUT_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

enum { ADDRESSES_MAX = 16 }; /* of one name; more are not looked at */

#endif
