/* The segment that workers share, and the locks of its parts.
 *
 * Its one rule: a worker that dies never blocks the others. The locks are robust: whoever comes
 * next hears of the death and goes on. Called by the supervisor, by workers at their start, and by
 * whatever counts for all of them. */
#include "leadx/base/shared.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leadx/base/log.h"

#define MIB ((size_t)1024 * 1024)

enum { MAGIC = 0x6c656164, HEAD_SIZE = 64 * 1024 };

static const size_t room[SHARED_PARTS] = {
    [SHARED_WORKERS] = MIB, [SHARED_PEERS] = 48 * MIB,   [SHARED_RATE] = MIB,
    [SHARED_KNOCK] = MIB,   [SHARED_TICKETS] = MIB,      [SHARED_CLOCK] = MIB,
    [SHARED_SIGN_IN] = MIB, [SHARED_METRICS] = 64 * MIB, [SHARED_QUOTA] = MIB,
};

struct head {
    uint32_t magic;
    pthread_mutex_t locks[SHARED_PARTS];
};

static struct head *head; /* the segment's start; NULL until it is needed */
static bool many;         /* other processes have it too */

static size_t segment_size(void)
{
    size_t n = HEAD_SIZE;

    for (int i = 0; i < SHARED_PARTS; i++)
        n += room[i];
    return n;
}

static bool segment_map(int fd, int flags)
{
    void *p = mmap(NULL, segment_size(), PROT_READ | PROT_WRITE, flags | MAP_NORESERVE, fd, 0);

    if (p == MAP_FAILED)
        return false;
    head = p;
    /* keys stand in it: not for core files */
    madvise(p, segment_size(), MADV_DONTDUMP);
    return true;
}

static void locks_make(void)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    for (int i = 0; i < SHARED_PARTS; i++)
        pthread_mutex_init(&head->locks[i], &attr);
    pthread_mutexattr_destroy(&attr);
}

int shared_make(void)
{
    int fd = memfd_create("leadx", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    assert(head == NULL);
    if (fd < 0)
        return -1;
    if (ftruncate(fd, (off_t)segment_size()) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 ||
        !segment_map(fd, MAP_SHARED)) {
        close(fd);
        return -1;
    }
    locks_make();
    head->magic = MAGIC;
    many = true;
    return fd;
}

bool shared_join(int fd)
{
    struct stat st;

    assert(head == NULL);
    if (fstat(fd, &st) != 0 || st.st_size != (off_t)segment_size() || !segment_map(fd, MAP_SHARED))
        return false;
    many = true;
    return head->magic == MAGIC;
}

void *shared_part(enum shared_part part, size_t size)
{
    char *p;

    assert(part < SHARED_PARTS && size <= room[part]);
    if (head == NULL && !segment_map(-1, MAP_PRIVATE | MAP_ANONYMOUS))
        log_fatal("shared", "no memory: %s", strerror(errno));
    p = (char *)head + HEAD_SIZE;
    for (int i = 0; i < (int)part; i++)
        p += room[i];
    return p;
}

void shared_lock(enum shared_part part)
{
    int rc;

    if (!many)
        return;
    rc = pthread_mutex_lock(&head->locks[part]);
    if (rc == EOWNERDEAD)
        rc = pthread_mutex_consistent(&head->locks[part]);
    assert(rc == 0);
}

void shared_unlock(enum shared_part part)
{
    if (many)
        pthread_mutex_unlock(&head->locks[part]);
}
