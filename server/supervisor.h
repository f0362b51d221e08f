/* The server as several processes: workers that serve, and this one, which keeps them running. */
#ifndef LEADX_SUPERVISOR_H
#define LEADX_SUPERVISOR_H

/* Runs n workers until it is told to stop; returns the exit status. argv starts each of them. */
int supervise(int n, char **argv);

#endif
