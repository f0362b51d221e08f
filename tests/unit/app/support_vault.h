/* A vault with keys of its own, in a directory that is gone afterwards. */
#ifndef TESTS_UNIT_APP_SUPPORT_VAULT_H
#define TESTS_UNIT_APP_SUPPORT_VAULT_H

/* Group set-up and tear-down for cmocka; 0 = well. */
int vault_up(void **state);
int vault_down(void **state);

#endif
