// What the terminal and the environment say about how to write.

import ArgumentParser
import Glibc
import Shell

/// When answers are coloured.
enum Colour: String, CaseIterable, ExpressibleByArgument {
  case always, auto, never
}

enum TerminalFacts {
  /// Columns of the terminal, 80 where there is none.
  static func width(_ wanted: Int?) -> Int {
    if let wanted { return wanted }
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    if let columns = environment("COLUMNS").flatMap({ Int($0) }), columns > 0 { return columns }
    return 80
  }

  /// Whether answers are coloured. The first that says so decides: --color, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, the
  /// terminal.
  static func colour(_ wanted: Colour) -> Bool {
    switch wanted {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if environment("NO_COLOR").map({ !$0.isEmpty }) == true { return false }
    if let force = environment("CLICOLOR_FORCE"), force != "0", !force.isEmpty { return true }
    if environment("CLICOLOR") == "0" || environment("TERM") == "dumb" { return false }
    return isatty(STDOUT_FILENO) == 1
  }

  /// What charts are drawn with. Texts are UTF-8 whatever the locale says; but the Linux console and a dumb terminal have
  /// no blocks to draw with.
  static func charset(ascii: Bool) -> Charset {
    let terminal = environment("TERM")
    return ascii || terminal == "linux" || terminal == "dumb" ? .ascii : .unicode
  }

  /// Whether charts are told in sentences: the flag or ACCESSIBLE.
  static func accessible(on: Bool) -> Bool {
    on || environment("ACCESSIBLE").map { !$0.isEmpty && $0 != "0" } == true
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The user's state folder for Pacto, nil where there is no home.
  static var stateFolder: String? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/pacto" }
    return environment("HOME").map { $0 + "/.local/state/pacto" }
  }
}
