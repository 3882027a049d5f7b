#include <stdint.h>
#include <sys/epoll.h>

/* epoll(7) without the packed struct and its union, which Swift does not take in. */

static inline int tandem_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

/* One event, and then none before the next call. */
static inline int tandem_epoll_arm(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events | EPOLLONESHOT, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

enum { TANDEM_EPOLL_BATCH = 64 };

/* Waits for events, and gives their tokens and how many they are; -1 with errno. */
static inline int tandem_epoll_wait(int epoll, uint64_t tokens[TANDEM_EPOLL_BATCH]) {
    struct epoll_event events[TANDEM_EPOLL_BATCH];
    int count = epoll_wait(epoll, events, TANDEM_EPOLL_BATCH, -1);
    for (int index = 0; index < count; index++) tokens[index] = events[index].data.u64;
    return count;
}
