#define _GNU_SOURCE
#include "CChildProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void close_all(const int *streams, int count) {
  for (int place = 0; place < count; place++)
    if (streams[place] >= 0) close(streams[place]);
}

/// Puts the ends of pipes where a program expects its streams, and undoes what this program set.
static int spawn(
    const char *const *arguments, const char *folder, const int *ends, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int failure = posix_spawn_file_actions_init(&actions);
  if (failure) return failure;
  failure = posix_spawnattr_init(&attributes);
  if (failure) {
    posix_spawn_file_actions_destroy(&actions);
    return failure;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  sigdelset(&all, SIGKILL);
  sigdelset(&all, SIGSTOP);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  for (int stream = 0; stream < 3 && !failure; stream++)
    failure = posix_spawn_file_actions_adddup2(&actions, ends[stream], stream);
  if (!failure) failure = posix_spawn_file_actions_addchdir_np(&actions, folder);
  if (!failure)
    failure = posix_spawnp(
        pid, arguments[0], &actions, &attributes, (char *const *)arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

int rc_child_start(const char *const *arguments, const char *folder, rc_child *child) {
  // Pairs of read and write ends: input, output, errors. All close when another program is started.
  int pipes[6] = {-1, -1, -1, -1, -1, -1};
  for (int pair = 0; pair < 3; pair++) {
    if (pipe2(pipes + 2 * pair, O_CLOEXEC)) {
      int failure = errno;
      close_all(pipes, 6);
      return failure;
    }
  }
  int ends[3] = {pipes[0], pipes[3], pipes[5]};
  pid_t pid = 0;
  int failure = spawn(arguments, folder, ends, &pid);
  close_all(ends, 3);
  int own[3] = {pipes[1], pipes[2], pipes[4]};
  if (failure) {
    close_all(own, 3);
    return failure;
  }
  for (int stream = 0; stream < 3; stream++) fcntl(own[stream], F_SETFL, O_NONBLOCK);
  *child = (rc_child){pid, own[0], own[1], own[2]};
  return 0;
}

int rc_child_wait(rc_child child, int wants_output, int wants_errors, int writes, int milliseconds) {
  struct pollfd streams[3] = {
      {writes ? child.input : -1, POLLOUT, 0},
      {wants_output ? child.output : -1, POLLIN, 0},
      {wants_errors ? child.errors : -1, POLLIN, 0},
  };
  if (poll(streams, 3, milliseconds) <= 0) return 0;
  int ready = 0;
  for (int stream = 0; stream < 3; stream++)
    if (streams[stream].revents) ready |= 1 << stream;
  return ready;
}

int64_t rc_child_write(int32_t stream, const void *bytes, size_t count) {
  // A closed pipe raises a signal that would end this program: it is held back in this thread and taken away.
  sigset_t pipe, before;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  ssize_t written = write(stream, bytes, count);
  int failure = errno;
  if (written < 0 && failure == EPIPE) {
    struct timespec now = {0, 0};
    sigtimedwait(&pipe, NULL, &now);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (written >= 0) return written;
  return failure == EAGAIN || failure == EINTR ? 0 : -1;
}

int64_t rc_child_read(int32_t stream, void *bytes, size_t count) {
  ssize_t got = read(stream, bytes, count);
  if (got > 0) return got;
  if (got == 0) return -1;
  return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

int rc_child_end(rc_child child, int grace_milliseconds) {
  int streams[3] = {child.input, child.output, child.errors};
  close_all(streams, 3);
  int status = 0;
  for (int waited = 0; waited <= grace_milliseconds; waited += 5) {
    if (waitpid(child.pid, &status, WNOHANG) == child.pid) {
      // What it left behind goes too.
      kill(-child.pid, SIGKILL);
      return status;
    }
    if (waited == grace_milliseconds / 10 * 5) kill(-child.pid, SIGTERM);
    struct timespec pause = {0, 5000000};
    nanosleep(&pause, NULL);
  }
  kill(-child.pid, SIGKILL);
  while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}
