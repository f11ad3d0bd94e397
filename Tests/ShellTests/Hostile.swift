// Text that means harm, and how an output shows that none was done.

import Documents

@testable import Calc

/// Texts as an attacker would put them into an agreement, a script or a line. Tests take them by their number, lest
/// their report carry them to a terminal.
enum Hostile {
  static let texts: [String] = escapes + directions + markup + lengths

  /// What a terminal would carry out.
  private static let escapes: [String] = [
    "\u{1B}[31mred\u{1B}[0m", "\u{1B}[2J\u{1B}[H", "\u{1B}]0;owned\u{07}", "\u{1B}]52;c;cm0gLXJmIC8=\u{07}",
    "\u{1B}]8;;http://evil.example\u{1B}\\click\u{1B}]8;;\u{1B}\\", "\u{1B}P1$r\u{1B}\\", "\u{1B}c", "\u{1B}[6n",
    "\u{9B}31mred", "\u{9D}0;owned\u{9C}", "\u{90}q\u{9C}", "\u{85}next line", "bell\u{07}",
    "back\u{08}\u{08}\u{08}space",
    "\u{7F}\u{7F}", "tab\tin it", "carriage\rreturn", "line\nfeed", "\u{0B}\u{0C}", "NUL\u{0}in it", "\u{1A}end",
    "\u{0E}shift\u{0F}"
  ]

  /// What would make a line read differently from what it says.
  private static let directions: [String] = [
    "\u{202E}evil", "\u{202A}a\u{202C}", "\u{2066}a\u{2069}", "\u{2067}אבג\u{2069}", "\u{200F}a", "a\u{200B}b",
    "a\u{200C}b", "a\u{200D}b", "\u{FEFF}a", "a\u{2060}b", "a\u{AD}b", "a\u{2028}b", "a\u{2029}b", "\u{E0041}a",
    "a\u{FFF9}b\u{FFFA}c\u{FFFB}", "\u{E000}private", "a\u{180E}b", "\u{61C}a"
  ]

  /// What a browser, a spreadsheet or a Markdown reader would carry out.
  private static let markup: [String] = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[click](javascript:alert(1))",
    "![x](http://evil.example)",
    "`code`", "| a | b |", "**bold** _it_", "# heading", "=cmd|' /C calc'!A0", "=1+1", "+1+1", "-1+1", "@SUM(A1)",
    "＝1+1", "'quoted", "\"quoted\"", "a,b;c", "{{7*7}}", "${HOME}", "$(reboot)", "; quit", "&amp;", "\\u001b[31m"
  ]

  /// What is merely too much.
  private static let lengths: [String] = [
    String(repeating: "long ", count: 400), String(repeating: "W", count: 3_000),
    "Z" + String(repeating: "\u{301}\u{316}\u{334}", count: 60), "👩‍👩‍👧‍👦 família", "日本語のテキスト",
    String(repeating: "🚀", count: 200)
  ]

  /// The text as a YAML double-quoted scalar, every byte of it escaped that could be.
  static func yaml(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default:
        if scalar.value >= 0x20, scalar.value < 0x7F {
          result.unicodeScalars.append(scalar)
        } else {
          let hex = String(scalar.value, radix: 16)
          result += "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
        }
      }
    }
    return result + "\""
  }

  // MARK: What must not come out

  /// The first character of an output that a terminal would not merely show; nil where there is none.
  static func live(_ output: String) -> Unicode.Scalar? {
    output.unicodeScalars.first { Safe.isHidden($0) && $0 != "\n" }
  }

  /// The first cell of CSV lines that a spreadsheet would reckon with; nil where there is none.
  static func formula(_ csv: String) -> String? {
    for line in csv.split(separator: "\n") {
      for cell in cells(line) {
        guard let first = cell.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first) else { continue }
        if Double(cell) == nil { return cell }
      }
    }
    return nil
  }

  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  /// Whether Markdown holds a tag or a link that is not escaped, outside of code.
  static func isLive(markdown: String) -> Bool {
    var isCode = false
    var isEscaped = false
    var last: Character?
    for character in markdown {
      if isEscaped {
        (isEscaped, last) = (false, nil)
        continue
      }
      defer { last = character }
      switch character {
      case "`": isCode.toggle()
      case "\\" where !isCode: isEscaped = true
      case "<" where !isCode: return true
      case "(" where !isCode && last == "]": return true
      case "\n": isCode = false
      default: break
      }
    }
    return false
  }
}

/// Random choices that a seed names for good.
struct Dice {
  private var stream: TrialStream
  private var trial = 0

  init(_ seed: Int) { stream = Seed(UInt64(seed)).stream(0) }

  mutating func whole(below bound: Int) -> Int {
    trial += 1
    return stream.whole(below: bound, trial)
  }

  /// True so many times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { whole(below: 100) < percent }

  /// One of the choices, which must not be empty.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[whole(below: choices.count)] }
}
