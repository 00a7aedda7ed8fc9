#pragma once
#include <microhttpd.h>

// MHD_start_daemon takes its options as variable arguments, which Swift cannot pass.
// One thread of the library serves all connections.
static inline struct MHD_Daemon *trucd_http_start(
    int listener, unsigned int connections_max, unsigned int timeout_s, size_t connection_bytes_max,
    MHD_AccessHandlerCallback answer, void *context) {
  return MHD_start_daemon(
      MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, context,
      MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, connections_max,
      MHD_OPTION_CONNECTION_TIMEOUT, timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      connection_bytes_max, MHD_OPTION_END);
}
