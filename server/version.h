/* What this program calls itself. */
#ifndef LEADX_VERSION_H
#define LEADX_VERSION_H

#define VERSION "0.1.0"

#endif
