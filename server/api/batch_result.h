/* The results of a batch's leads, as JSON. */
#ifndef LEADX_SERVER_API_BATCH_RESULT_H
#define LEADX_SERVER_API_BATCH_RESULT_H

#include <stddef.h>

#include "leadx/app/intake.h"
#include "leadx/base/pool.h"
#include "leadx/http/error.h"

/* Each: one object, in the pool. index: the lead's place in the batch, from 0. */
struct slice batch_result_problem(struct pool *pool, size_t index, enum error e);
struct slice batch_result_faults(struct pool *pool, size_t index, const struct faults *faults);
struct slice batch_result_lead(struct pool *pool, size_t index, const struct intake_answer *a);
/* Read only, nothing was asked: what would become of it. */
struct slice batch_result_checked(struct pool *pool, size_t index, const struct intake *in);

#endif
