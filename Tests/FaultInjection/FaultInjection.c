#define _GNU_SOURCE
#include "FaultInjection.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char root[PATH_MAX];
static long kill_at, full_at, full_for = LONG_MAX, ahead, room = -1;
static int is_torn, log_descriptor = -1;
static atomic_long steps, refusals;

long fault_steps(void) { return atomic_load(&steps); }

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text && *text ? strtol(text, NULL, 10) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("FAULT_ROOT");
  if (text) snprintf(root, sizeof root, "%s", text);
  kill_at = number("FAULT_KILL", 0);
  full_at = number("FAULT_FULL", 0);
  full_for = number("FAULT_FULL_FOR", LONG_MAX);
  ahead = number("FAULT_CLOCK", 0);
  room = number("FAULT_FREE", -1);
  is_torn = getenv("FAULT_TORN") != NULL;
  const char *log = getenv("FAULT_LOG");
  if (log) log_descriptor = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  unsetenv("LD_PRELOAD");
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

// Whether the folder `at` with `path` in it counts; `full` is where both are put together.
static int counts(int at, const char *path, char *full) {
  if (!root[0]) return 0;
  full[0] = 0;
  if (!path || path[0] != '/') {
    char link[64];
    if (at == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, full, PATH_MAX - 1);
    if (length < 0) return 0;
    full[length] = 0;
  }
  if (path) {
    size_t length = strlen(full);
    snprintf(full + length, PATH_MAX - length, "%s%s", length ? "/" : "", path);
  }
  // SQLite's memory of a database in use, which nobody relies on after its end.
  size_t length = strlen(full);
  if (length > 4 && strcmp(full + length - 4, "-shm") == 0) return 0;
  return strstr(full, root) != NULL;
}

enum verdict { go_on, refuse };

// One step: it is noted, killed or refused. `half` is called before a torn write is killed or a write is refused.
static enum verdict step(const char *call, const char *path, int needs_room) {
  long now = atomic_fetch_add(&steps, 1) + 1;
  if (log_descriptor >= 0) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", now, call, path);
    if (length > 0) syscall(SYS_write, log_descriptor, line, length);
  }
  if (kill_at == now) syscall(SYS_kill, getpid(), SIGKILL);
  if (full_at && now >= full_at && needs_room && atomic_fetch_add(&refusals, 1) < full_for) {
    errno = ENOSPC;
    return refuse;
  }
  return go_on;
}

// As `step`, for a write of which half may be done by `half` first.
#define WRITE_STEP(call, descriptor, half) \
  char full[PATH_MAX]; \
  if (counts(descriptor, NULL, full)) { \
    long next = fault_steps() + 1; \
    if ((is_torn && kill_at == next) || (full_at && next == full_at)) { half; } \
    if (step(call, full, 1) == refuse) return -1; \
  }

#define PATH_STEP(call, at, path, needs_room) \
  char full[PATH_MAX]; \
  if (counts(at, path, full) && step(call, full, needs_room) == refuse) return -1

static int makes(int at, const char *path, int flags) {
  return (flags & O_CREAT) && syscall(SYS_faccessat, at, path, F_OK) != 0;
}

static int open_step(int at, const char *path, int flags) {
  char full[PATH_MAX];
  int is_new = makes(at, path, flags);
  if (!is_new && !(flags & O_TRUNC)) return 0;
  int saved = errno;
  if (counts(at, path, full) && step(is_new ? "create" : "empty", full, is_new) == refuse) return -1;
  errno = saved;
  return 0;
}

#define OPEN_MODE \
  mode_t mode = 0; \
  if (flags & (O_CREAT | __O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  OPEN_MODE
  if (open_step(AT_FDCWD, path, flags)) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  OPEN_MODE
  if (open_step(AT_FDCWD, path, flags)) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...) {
  OPEN_MODE
  if (open_step(at, path, flags)) return -1;
  return (int)syscall(SYS_openat, at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
  OPEN_MODE
  if (open_step(at, path, flags)) return -1;
  return (int)syscall(SYS_openat, at, path, flags, mode);
}

int creat(const char *path, mode_t mode) { return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

int mkostemp(char *template, int flags) {
  PATH_STEP("create", AT_FDCWD, template, 1);
  REAL(mkostemp);
  return real(template, flags);
}

int mkstemp(char *template) {
  PATH_STEP("create", AT_FDCWD, template, 1);
  REAL(mkstemp);
  return real(template);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  WRITE_STEP("write", descriptor, syscall(SYS_write, descriptor, bytes, count / 2))
  return syscall(SYS_write, descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  WRITE_STEP("write", descriptor, syscall(SYS_pwrite64, descriptor, bytes, count / 2, offset))
  return syscall(SYS_pwrite64, descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return pwrite(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  WRITE_STEP("write", descriptor, (void)0)
  return syscall(SYS_writev, descriptor, parts, count);
}

ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
  WRITE_STEP("write", to, (void)0)
  return syscall(SYS_sendfile, to, from, offset, count);
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) { return sendfile(to, from, offset, count); }

ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *end, size_t count, unsigned flags) {
  WRITE_STEP("write", to, (void)0)
  return syscall(SYS_copy_file_range, from, start, to, end, count, flags);
}

int ftruncate(int descriptor, off_t size) {
  PATH_STEP("truncate", descriptor, NULL, size > 0);
  return (int)syscall(SYS_ftruncate, descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

int fallocate(int descriptor, int mode, off_t start, off_t count) {
  PATH_STEP("allocate", descriptor, NULL, 1);
  return (int)syscall(SYS_fallocate, descriptor, mode, start, count);
}

int posix_fallocate(int descriptor, off_t start, off_t count) {
  return fallocate(descriptor, 0, start, count) == 0 ? 0 : errno;
}

int posix_fallocate64(int descriptor, off64_t start, off64_t count) {
  return posix_fallocate(descriptor, start, count);
}

int fsync(int descriptor) {
  PATH_STEP("sync", descriptor, NULL, 0);
  return (int)syscall(SYS_fsync, descriptor);
}

int fdatasync(int descriptor) {
  PATH_STEP("sync", descriptor, NULL, 0);
  return (int)syscall(SYS_fdatasync, descriptor);
}

int rename(const char *from, const char *to) {
  PATH_STEP("rename", AT_FDCWD, to, 0);
  return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
  PATH_STEP("rename", to_at, to, 0);
  return (int)syscall(SYS_renameat, from_at, from, to_at, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  PATH_STEP("rename", to_at, to, 0);
  return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
}

int link(const char *from, const char *to) {
  PATH_STEP("link", AT_FDCWD, to, 1);
  return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
  PATH_STEP("link", to_at, to, 1);
  return (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
}

int mkdir(const char *path, mode_t mode) {
  if (syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0) { PATH_STEP("mkdir", AT_FDCWD, path, 1); }
  return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int mkdirat(int at, const char *path, mode_t mode) {
  if (syscall(SYS_faccessat, at, path, F_OK) != 0) { PATH_STEP("mkdir", at, path, 1); }
  return (int)syscall(SYS_mkdirat, at, path, mode);
}

int unlink(const char *path) {
  PATH_STEP("remove", AT_FDCWD, path, 0);
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int unlinkat(int at, const char *path, int flags) {
  PATH_STEP("remove", at, path, 0);
  return (int)syscall(SYS_unlinkat, at, path, flags);
}

int rmdir(const char *path) {
  PATH_STEP("remove", AT_FDCWD, path, 0);
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0) return -1;
  return S_ISDIR(status.st_mode) ? rmdir(path) : unlink(path);
}

int statvfs(const char *restrict path, struct statvfs *restrict facts) {
  REAL(statvfs);
  int result = real(path, facts);
  char full[PATH_MAX];
  if (result == 0 && room >= 0 && counts(AT_FDCWD, path, full)) facts->f_bavail = room / facts->f_frsize;
  return result;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += ahead;
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}
