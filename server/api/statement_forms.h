/* The forms of a statement: JSON, CSV for machines and for spreadsheets, a page to print. Of the
 * api room. */
#ifndef LEADX_API_STATEMENT_FORMS_H
#define LEADX_API_STATEMENT_FORMS_H

#include "leadx/base/slice.h"
#include "leadx/http/request.h"

enum statement_form { STATEMENT_JSON, STATEMENT_CSV, STATEMENT_SPREADSHEET, STATEMENT_HTML };

/* ?format=. false: replied already. */
bool statement_form_read(struct request *r, enum statement_form *out);
/* json: what statement_page() made. */
void statement_reply(struct request *r, enum statement_form form, struct slice json);

#endif
