#include <libpq-fe.h>

/* Since libpq 17 the end of a statement can be marked without flushing, so that statements which are queued together
   leave in one write; before, the mark itself flushes. */
static inline int tandem_pipeline_sync(PGconn *connection) {
#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    return PQsendPipelineSync(connection);
#else
    return PQpipelineSync(connection);
#endif
}

/* libpq prints a server's notices to stderr unless told otherwise. */
static inline void tandem_ignore_notice(void *argument, const PGresult *result) {}

static inline void tandem_ignore_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, tandem_ignore_notice, 0);
}
