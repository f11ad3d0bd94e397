// Characters that are not seen but do something: move the cursor, colour a terminal, turn the reading direction,
// make two names look alike. They are refused where a name or a line of text is expected, and shown by their number.

/// Characters nobody sees.
enum HiddenText {
  /// Where a text stands decides what it may hold.
  enum Role {
    /// Nothing hidden at all.
    case name
    /// A tab may stay.
    case line
    /// Tabs and line ends may stay, and the joiners that emoji and some scripts need.
    case prose
  }

  /// The first character of `text` that has no place there.
  static func first(in text: String, as role: Role) -> Unicode.Scalar? {
    text.unicodeScalars.first { refuses($0, as: role) }
  }

  /// The text as it may be quoted in a message: hidden characters by number, at most 60 characters.
  static func shown(_ text: String) -> String {
    var result = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      if count == 60 { return result + "…" }
      if refuses(scalar, as: .name) {
        result += number(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text without its hidden characters.
  static func removed(from text: String, as role: Role) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text.unicodeScalars.filter { !refuses($0, as: role) })
    return String(result)
  }

  /// `\u{1B}`: a character by its number.
  static func number(_ scalar: Unicode.Scalar) -> String {
    "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }

  static func refuses(_ scalar: Unicode.Scalar, as role: Role) -> Bool {
    switch scalar.value {
    case 0x20...0x7E: return false
    case 0x09: return role == .name
    case 0x0A: return role != .prose
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control: return true
    case .format: return role != .prose || turnsDirection(scalar)
    case .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  /// Marks that turn the direction of what follows, so that a line reads differently from what it says.
  static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
