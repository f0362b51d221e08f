/* Everything the API answers. */
#ifndef LEADX_ROUTES_H
#define LEADX_ROUTES_H

/* Every handler file's table goes to http/route. Once, before anything is served or printed. */
void routes_all(void);
/* One "METHOD /path" a line on standard output. */
void routes_print(void);

#endif
