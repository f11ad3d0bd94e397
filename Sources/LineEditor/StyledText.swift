// Text with colours as the editor draws it: in the prompt and in the hint row.

/// How a stretch of text looks, as the parameters of a terminal's colour sequence (`1;32`); nil is plain.
public struct Style: Equatable, Sendable {
  public var parameters: String?

  /// - Parameter parameters: what stands between `ESC [` and `m`. Anything but digits and `;` is refused.
  public init(_ parameters: String) {
    self.parameters = parameters.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x3B } ? parameters : nil
  }

  private init() { parameters = nil }

  public static let plain = Style()
  public static let bold = Style("1")
  public static let faint = Style("2")
  public static let red = Style("31")
  public static let green = Style("32")
  public static let yellow = Style("33")
  public static let cyan = Style("36")
}

/// One line of text made of runs of one style each.
public struct StyledText: Equatable, Sendable, ExpressibleByStringLiteral {
  /// A stretch of one style.
  public struct Run: Equatable, Sendable {
    public var text: String
    public var style: Style
  }

  public private(set) var runs: [Run] = []

  public init() {}

  public init(_ text: String, _ style: Style = .plain) { append(text, style) }

  public init(stringLiteral value: String) { append(value) }

  /// Adds a run. Control characters (also the 8-bit ones) are left out: the text may come from a file.
  public mutating func append(_ text: String, _ style: Style = .plain) {
    let clean =
      text.unicodeScalars.contains(where: \.isControl)
      ? String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isControl })) : text
    if !clean.isEmpty { runs.append(Run(text: clean, style: style)) }
  }

  /// The text without its styles.
  public var plain: String { runs.reduce(into: "") { $0 += $1.text } }

  /// What a terminal is sent to show the text, clipped to `columns` cells; the cut is shown as `…`.
  func sequence(columns: Int, colour: Bool) -> String {
    var result = ""
    var room = columns
    let fits = Cells.count(plain) <= columns
    for run in runs {
      let styled = colour ? run.style.parameters : nil
      if let styled { result += "\u{1B}[\(styled)m" }
      var clipped = false
      if fits { result += run.text }
      for scalar in run.text.unicodeScalars where !fits {
        let cells = Cells.of(scalar)
        if cells > room - 1 {
          clipped = true
          break
        }
        result.unicodeScalars.append(scalar)
        room -= cells
      }
      if clipped { result += "…" }
      if styled != nil { result += "\u{1B}[0m" }
      if clipped { break }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// C0, delete and C1: what a terminal would act on.
  var isControl: Bool { value < 0x20 || (value >= 0x7F && value < 0xA0) }
}
