/* Mails to people who sign in: an invitation, a one-time link. */
#ifndef LEADX_APP_PERSON_MAIL_H
#define LEADX_APP_PERSON_MAIL_H

#include <stdbool.h>

enum person_mail_kind { PERSON_MAIL_INVITATION, PERSON_MAIL_LINK, PERSON_MAIL_KINDS };

/* The exchange sends mail: the setting smtp_url is not empty. */
bool person_mail_possible(void);
/* Sends in the background, once; what became of it is counted and logged without the address. Does
 * nothing when the exchange sends no mail. locale: en, ru, es, pt or nb. All are copied. */
void person_mail(const char *email, const char *locale, enum person_mail_kind kind,
                 const char *link);

#endif
