// libedit's own interface (histedit.h, not the readline imitation) without its variadic functions, which Swift
// cannot call. One wrapper for each thing the editor asks of it; behind them a few calls glibc's Swift module hides.
#ifndef CEDIT_SHIM_H
#define CEDIT_SHIM_H

#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <wctype.h>

typedef wchar_t *_Nullable (*cedit_prompt_function)(EditLine *_Nullable);
typedef int (*cedit_read_function)(EditLine *_Nullable, wchar_t *_Nullable);
typedef unsigned char (*cedit_command)(EditLine *_Nullable, wint_t);

static inline void cedit_set_owner(EditLine *el, void *_Nullable owner) { el_wset(el, EL_CLIENTDATA, owner); }

static inline void *_Nullable cedit_owner(EditLine *el) {
  void *owner = NULL;
  el_wget(el, EL_CLIENTDATA, &owner);
  return owner;
}

/// Stretches between two `mark` characters take no room on the screen. libedit drops one that nothing follows.
static inline void cedit_set_prompt(EditLine *el, cedit_prompt_function prompt, int mark) {
  el_wset(el, EL_PROMPT_ESC, prompt, mark);
}

static inline void cedit_set_reader(EditLine *el, cedit_read_function reader) { el_wset(el, EL_GETCFN, reader); }
static inline void cedit_set_handles_signals(EditLine *el, int yes) { el_wset(el, EL_SIGNAL, yes); }
static inline void cedit_set_edits(EditLine *el, int yes) { el_wset(el, EL_EDITMODE, yes); }

/// The narrow call copies both strings; the wide one would keep the pointers.
static inline void cedit_add_command(EditLine *el, const char *name, const char *help, cedit_command command) {
  el_set(el, EL_ADDFN, name, help, command);
}

static inline void cedit_bind(EditLine *el, const char *key, const char *command) {
  el_set(el, EL_BIND, key, command, NULL);
}

/// The same in vi's command mode.
static inline void cedit_bind_alternative(EditLine *el, const char *key, const char *command) {
  el_set(el, EL_BIND, "-a", key, command, NULL);
}

static inline void cedit_set_editor(EditLine *el, const char *name) { el_set(el, EL_EDITOR, name); }

static inline int cedit_is_vi(EditLine *el) {
  const wchar_t *name = NULL;
  return el_wget(el, EL_EDITOR, &name) == 0 && name != NULL && name[0] == L'v';
}

/// A string capability of the terminal (termcap's two letters), NULL if it has none.
static inline const char *_Nullable cedit_capability(EditLine *el, char *name) {
  char *value = NULL;
  return el_get(el, EL_GETTC, name, &value) == 0 ? value : NULL;
}

static inline void cedit_set_raw(EditLine *el, int yes) { el_wset(el, EL_PREP_TERM, yes); }
static inline void cedit_redraw(EditLine *el) { el_wset(el, EL_REFRESH); }

static inline void cedit_use_history(EditLine *el, HistoryW *history) { el_wset(el, EL_HIST, history_w, history); }

static inline void cedit_history_limit(HistoryW *history, int entries) {
  HistEventW event;
  history_w(history, &event, H_SETSIZE, entries);
}

static inline void cedit_history_enter(HistoryW *history, const wchar_t *line) {
  HistEventW event;
  history_w(history, &event, H_ENTER, line);
}

/// Cells a character takes by the locale's tables; -1 for one that is not printed as it is.
static inline int cedit_cells(uint32_t character) {
  extern int wcwidth(wchar_t);
  return iswprint((wint_t)character) ? wcwidth((wchar_t)character) : -1;
}

/// Rows and columns, 0 where the terminal does not say. Returns -1 when `descriptor` is none.
static inline int cedit_window(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) == -1) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

#endif
