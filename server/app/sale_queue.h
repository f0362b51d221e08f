/* Leads on their way to the writers, for app/sale only. */
#ifndef LEADX_APP_SALE_QUEUE_H
#define LEADX_APP_SALE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "leadx/app/sale.h"
#include "leadx/db/writer.h"

enum { SALE_WRITERS_MAX = 8 };

/* In order of arrival, linked by next. */
struct lead_list {
    struct sale_lead *first, **tail;
    size_t n;
};

void lead_list_add(struct lead_list *list, struct sale_lead *lead, enum db_status status);
/* The list must not be empty. */
struct sale_lead *lead_list_take(struct lead_list *list);

/* The writers stay the caller's. Settings: writer_queue, writer_batch. */
void sale_queue_start(struct writer *const *writers, int n);
/* From now on nothing is taken; what no writer has yet goes to refused. */
void sale_queue_stop(struct lead_list *refused);
/* false: too many wait, or the end has come; nothing was taken. */
bool sale_queue_put(struct sale_lead *lead);
/* The lead came back: whoever waited for its person goes on, or to refused. */
void sale_queue_end(const struct sale_lead *lead, struct lead_list *refused);
/* Gives the writers what they may take and lets them send. */
void sale_queue_flush(struct lead_list *refused);
/* Leads that no writer has sent yet. */
size_t sale_queue_waiting(void);

#endif
