// The terminal as a place to write to: whole byte strings, its size, and the locale that text needs.

import CEdit
import Glibc

/// Both sides of a terminal.
struct Terminal {
  let input: Int32
  let output: Int32

  /// Nil where either side is no terminal.
  init?(input: Int32, output: Int32) {
    guard isatty(input) == 1, isatty(output) == 1 else { return nil }
    self.input = input
    self.output = output
  }

  /// Writes all of the text; a terminal that is gone swallows it, which is noticed when it is read from.
  func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(output, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count > 0 {
          written += count
        } else if errno == EAGAIN {
          var ready = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
          poll(&ready, 1, 1_000)
        } else if errno != EINTR {
          return
        }
      }
    }
  }

  /// Rows and columns, taken as libedit takes them where the terminal does not say.
  var size: (rows: Int, columns: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    _ = cedit_window(input, &rows, &columns)
    return (rows < 1 ? 24 : Int(rows), columns < 2 ? 80 : Int(columns))
  }

  /// Makes the C library read and measure characters as UTF-8, also where the locale is `C`. Numbers, dates and
  /// messages keep their locale.
  static func useUTF8() {
    let utf8 = { nl_langinfo(Int32(CODESET)).map { String(cString: $0) } == "UTF-8" }
    if setlocale(LC_CTYPE, "") == nil || !utf8() { setlocale(LC_CTYPE, "C.UTF-8") }
  }
}
