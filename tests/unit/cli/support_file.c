#include "support_file.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

int file_with(const void *bytes, size_t n)
{
    char name[] = "/tmp/leadx-test-XXXXXX";
    int fd = mkstemp(name);

    assert(fd >= 0);
    unlink(name);
    assert(write(fd, bytes, n) == (ssize_t)n);
    return fd;
}
