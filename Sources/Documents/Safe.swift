// The one place where text from outside (an agreement, a CRM, a file's name, what was typed) is made harmless for where
// it goes. Renderers pass everything through here; nobody else escapes anything.

/// Makes text harmless for where it goes.
public enum Safe {
  /// Whether a character shows nothing and could change what others mean: controls, format and bidirectional marks,
  /// zero-width characters, line and paragraph separators.
  public static func isHidden(_ scalar: Unicode.Scalar) -> Bool { scalar.isHidden }

  /// For a terminal: hidden characters stand as `\u{1B}`, so that no escape sequence lives.
  public static func terminal(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// For a cell of a CSV file: quoted where it must be, and never the beginning of a formula.
  /// Figures are written by their writer and do not come here.
  public static func csv(_ text: String) -> String {
    var clean = terminal(text)
    if let first = clean.unicodeScalars.first, "=+-@＝＋－＠".unicodeScalars.contains(first) { clean = "'" + clean }
    guard clean.contains(where: { ",\"\n;".contains($0) }) else { return clean }
    return "\"" + clean.replacing("\"", with: "\"\"") + "\""
  }

  /// For Markdown: what would be markup is escaped.
  public static func markdown(_ text: String) -> String {
    var result = ""
    for character in terminal(text) {
      if "\\`*_[]<>|#".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
