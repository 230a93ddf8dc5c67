#ifndef ROLLCALL_CChildProcess_H
#define ROLLCALL_CChildProcess_H

#include <stddef.h>
#include <stdint.h>

// A program that is talked to through its standard streams. It is started directly, never by a shell, as the leader of a process
// group of its own, so that all that it starts can be ended with it.

typedef struct {
  int32_t pid;
  /// Its standard input, output and errors; none of them blocks.
  int32_t input, output, errors;
} rc_child;

enum { RC_CHILD_WRITABLE = 1, RC_CHILD_READABLE = 2, RC_CHILD_COMPLAINS = 4 };

/// Starts a program. Returns 0, or the system's number of what failed.
int rc_child_start(
    const char *const *arguments, const char *folder, rc_child *child);

/// Waits until something can be read, or written where that is wanted, at most so long. Returns what can be done.
int rc_child_wait(rc_child child, int wants_output, int wants_errors, int writes, int milliseconds);

/// Writes or reads what goes without waiting: the bytes, 0 where none goes now, -1 where the other end is closed.
int64_t rc_child_write(int32_t stream, const void *bytes, size_t count);
int64_t rc_child_read(int32_t stream, void *bytes, size_t count);

/// Closes the streams, ends the whole group and waits for it. Returns the exit status as waitpid has it.
int rc_child_end(rc_child child, int grace_milliseconds);

#endif
