/* Who a bearer key belongs to: a cache over the database, forgotten whole when a key or an org
 * changes. */
#ifndef LEADX_API_CALLERS_H
#define LEADX_API_CALLERS_H

/* Sets itself as the gates' finder. */
void callers_start(void);
/* A key or an org changed somewhere. */
void callers_forget(void);

#endif
