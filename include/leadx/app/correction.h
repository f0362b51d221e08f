/* Leads that were sold in a wrong region: a new lead, linked to the old one, is made in the right
 * one and offered. */
#ifndef LEADX_APP_CORRECTION_H
#define LEADX_APP_CORRECTION_H

/* The tick: looks for leads that wait, in the elected process, unless it is at it. */
void correction_tick(void);

#endif
