// Loaded before the C library (LD_PRELOAD): makes one call to the system fail, or tells which calls were made.
//
//     FAIL_BELOW=/folder      only calls about files in that folder count, so that the loader is never hit
//     FAIL_CALL=fsync         which call: open write fsync close rename unlink mkdir flock ftruncate read
//     FAIL_AT=3               the third of them fails
//     FAIL_ON=1               and every one after it
//     FAIL_ERRNO=28           with this reason
//     FAIL_LOG=/file          one line a call: its name, the path, the file's mode behind it, and `failed` for the one
//
// A failing write or close does what it says, as a disk would: nothing is written, the file is closed all the same.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_int calls;

static int is_below(const char *path) {
  const char *folder = getenv("FAIL_BELOW");
  if (!folder || !path) return 0;
  char full[PATH_MAX * 2];
  if (path[0] != '/') {
    if (!getcwd(full, PATH_MAX)) return 0;
    strcat(full, "/");
    strncat(full, path, PATH_MAX - 1);
    path = full;
  }
  return strncmp(path, folder, strlen(folder)) == 0;
}

static const char *path_of(int file, char *buffer) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t count = readlink(link, buffer, PATH_MAX - 1);
  buffer[count < 0 ? 0 : count] = 0;
  return buffer[0] == '/' ? buffer : NULL; // neither a pipe nor a socket
}

static void note(const char *call, const char *path, int failed) {
  const char *log = getenv("FAIL_LOG");
  if (!log) return;
  struct stat info = {0};
  int known = !failed && stat(path, &info) == 0;
  char line[PATH_MAX + 64];
  int count = snprintf(line, sizeof line, "%s %o %s%s\n", call, known ? info.st_mode & 07777 : 0, path,
                       failed ? " failed" : "");
  // By the kernel's own door: this is nobody's call.
  long file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  syscall(SYS_write, file, line, count);
  syscall(SYS_close, file);
}

// Whether this call is the one to fail; sets errno.
static int fails(const char *call, const char *path) {
  const char *wanted = getenv("FAIL_CALL");
  if (!wanted || strcmp(wanted, call) != 0 || !is_below(path)) return 0;
  int at = atoi(getenv("FAIL_AT") ?: "0"), now = atomic_fetch_add(&calls, 1) + 1;
  if (now != at && !(getenv("FAIL_ON") && now > at)) return 0;
  note(call, path, 1);
  errno = atoi(getenv("FAIL_ERRNO") ?: "5");
  return 1;
}

static void done(const char *call, const char *path) {
  int saved = errno;
  if (is_below(path)) note(call, path, 0);
  errno = saved;
}

static int open_any(int folder, const char *path, int flags, mode_t mode) {
  if (fails("open", path)) return -1;
  int file = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (file < 0) return -1;
  done(flags & O_CREAT ? "create" : "open", path);
  return file;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return open_any(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE(flags)
  return open_any(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return open_any(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return open_any(folder, path, flags, mode);
}

// A call about an open file.
#define ABOUT_FILE(result, call, file, before, ...) \
  char buffer[PATH_MAX]; \
  const char *path = path_of(file, buffer); \
  if (path && fails(#call, path)) { \
    before; \
    return -1; \
  } \
  result value = NEXT(call)(__VA_ARGS__); \
  if (path && value >= 0) done(#call, path); \
  return value

ssize_t write(int file, const void *bytes, size_t count) { ABOUT_FILE(ssize_t, write, file, (void)0, file, bytes, count); }
ssize_t read(int file, void *bytes, size_t count) { ABOUT_FILE(ssize_t, read, file, (void)0, file, bytes, count); }
static ssize_t pread_any(int file, void *bytes, size_t count, off_t at) {
  char buffer[PATH_MAX];
  const char *path = path_of(file, buffer);
  if (path && fails("read", path)) return -1;
  ssize_t value = syscall(SYS_pread64, file, bytes, count, at);
  if (path && value >= 0) done("read", path);
  return value;
}
ssize_t pread(int file, void *bytes, size_t count, off_t at) { return pread_any(file, bytes, count, at); }
ssize_t pread64(int file, void *bytes, size_t count, off_t at) { return pread_any(file, bytes, count, at); }
int ftruncate(int file, off_t length) { ABOUT_FILE(int, ftruncate, file, (void)0, file, length); }
int flock(int file, int how) { ABOUT_FILE(int, flock, file, (void)0, file, how); }
int close(int file) {
  int reason;
  ABOUT_FILE(int, close, file, (reason = errno, syscall(SYS_close, file), errno = reason), file);
}

static int flush(int file, int (*next)(int)) {
  char buffer[PATH_MAX];
  const char *path = path_of(file, buffer);
  if (path && fails("fsync", path)) return -1;
  int value = next(file);
  if (path && value == 0) done("fsync", path);
  return value;
}
int fsync(int file) { return flush(file, NEXT(fsync)); }
int fdatasync(int file) { return flush(file, NEXT(fdatasync)); }

int rename(const char *from, const char *to) {
  if (fails("rename", to)) return -1;
  int value = NEXT(rename)(from, to);
  if (value == 0) done("rename", to);
  return value;
}
int unlink(const char *path) {
  if (fails("unlink", path)) return -1;
  int value = NEXT(unlink)(path);
  if (value == 0) done("unlink", path);
  return value;
}
int mkdir(const char *path, mode_t mode) {
  if (fails("mkdir", path)) return -1;
  int value = NEXT(mkdir)(path, mode);
  if (value == 0) done("mkdir", path);
  return value;
}
