/* A file with given bytes, for the readers under test. */
#ifndef LEADX_TESTS_UNIT_CLI_SUPPORT_FILE_H
#define LEADX_TESTS_UNIT_CLI_SUPPORT_FILE_H

#include <stddef.h>

/* Open for reading and writing, already without a name. */
int file_with(const void *bytes, size_t n);

#endif
