/* demo.json: where the exchange is and the keys to it; what benchmarks and outside checks read. */
#ifndef LEADX_CLI_DEMO_FILE_H
#define LEADX_CLI_DEMO_FILE_H

#include <jansson.h>
#include <stdbool.h>

/* Writes it whole or not at all, mode 0600. false: said why. */
bool demo_file_write(const char *path, json_t *demo);

#endif
