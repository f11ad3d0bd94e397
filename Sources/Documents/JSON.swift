// JSON as a value and as text. Keys keep their order; numbers are written as the shortest text that reads back to the
// same double; what is not a number is null.

/// A JSON value.
public indirect enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case array([JSON])
  case object([(String, JSON)])

  public static func == (a: JSON, b: JSON) -> Bool { a.written == b.written }

  public static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
  public static func text(_ value: String?) -> JSON { value.map { .text($0) } ?? .null }
  public static func bool(_ value: Bool?) -> JSON { value.map { .bool($0) } ?? .null }
  public static func int(_ value: Int) -> JSON { .number(Double(value)) }

  /// The value on one line.
  public var written: String {
    var result = ""
    write(into: &result)
    return result
  }

  private func write(into out: inout String) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .number(let value): JSON.write(value, into: &out)
    case .text(let text): JSON.write(text, into: &out)
    case .array(let items):
      out += "["
      for (at, item) in items.enumerated() {
        if at > 0 { out += "," }
        item.write(into: &out)
      }
      out += "]"
    case .object(let entries):
      out += "{"
      for (at, entry) in entries.enumerated() {
        if at > 0 { out += "," }
        JSON.write(entry.0, into: &out)
        out += ":"
        entry.1.write(into: &out)
      }
      out += "}"
    }
  }

  private static func write(_ value: Double, into out: inout String) {
    guard value.isFinite else {
      out += "null"
      return
    }
    if value == value.rounded(), abs(value) < 1e15 {
      out += String(Int(value))
    } else {
      out += value.description
    }
  }

  private static func write(_ text: String, into out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      default:
        if Safe.isHidden(scalar) {
          for unit in String(scalar).utf16 {
            let hex = String(unit, radix: 16)
            out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
          }
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    out += "\""
  }
}
