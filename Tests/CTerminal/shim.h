// Pseudo-terminals, which glibc's Swift module hides, for the tests of the line editor.
#ifndef CTERMINAL_SHIM_H
#define CTERMINAL_SHIM_H

#include <pty.h>
#include <stdlib.h>
#include <sys/ioctl.h>

/// POSIX_SPAWN_SETSID, which spawn.h keeps for GNU programs.
#define CTERMINAL_NEW_SESSION 0x80

/// A new pseudo-terminal of this size; the other side's name is written to `name` (at least 64 bytes).
static inline int cterminal_open(int *master, int *slave, char *name, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return openpty(master, slave, name, NULL, &size);
}

/// Sets the size and tells the programs on the terminal.
static inline int cterminal_resize(int master, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(master, TIOCSWINSZ, &size);
}

/// Whether a program has taken the terminal out of its line mode.
static inline int cterminal_is_raw(int descriptor) {
  struct termios mode;
  return tcgetattr(descriptor, &mode) == 0 && (mode.c_lflag & (ICANON | ECHO)) == 0;
}

#endif
