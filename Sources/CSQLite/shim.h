#ifndef GENGFU_CSQLITE_H
#define GENGFU_CSQLITE_H

#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast that Swift does not import: SQLite copies what is bound. */
static inline sqlite3_destructor_type gengfu_sqlite_transient(void) { return SQLITE_TRANSIENT; }

#endif
