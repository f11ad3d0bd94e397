// Reads JSON back, strictly (RFC 8259): what the program writes must be JSON for anybody.

import Documents

/// A reader of one JSON text.
struct JSONReader {
  struct Fault: Error, CustomStringConvertible {
    var description: String
  }

  private let bytes: [UInt8]
  private var at = 0

  /// The value of a whole text.
  static func read(_ text: String) throws -> JSON {
    var reader = JSONReader(bytes: Array(text.utf8))
    let value = try reader.value()
    reader.blanks()
    guard reader.at == reader.bytes.count else { throw Fault(description: "more behind the value: \(text)") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func blanks() { while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 } }

  private mutating func take(_ character: Character) -> Bool {
    blanks()
    guard let byte = next, byte == character.asciiValue else { return false }
    at += 1
    return true
  }

  private mutating func need(_ character: Character) throws {
    guard take(character) else { throw Fault(description: "no \(character) at byte \(at)") }
  }

  private mutating func value() throws -> JSON {
    blanks()
    switch next.map({ Character(Unicode.Scalar($0)) }) {
    case "{": return try object()
    case "[": return try array()
    case "\"": return .text(try text())
    case "t": return try word("true", .bool(true))
    case "f": return try word("false", .bool(false))
    case "n": return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws -> JSON {
    guard bytes[at...].starts(with: word.utf8) else { throw Fault(description: "no value at byte \(at)") }
    at += word.utf8.count
    return value
  }

  private mutating func number() throws -> JSON {
    let start = at
    while let byte = next, "+-.eE0123456789".utf8.contains(byte) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let value = Double(text), !text.hasPrefix("+"), !text.hasPrefix(".") else {
      throw Fault(description: "“\(text)” at byte \(start) is no number")
    }
    return .number(value)
  }

  private mutating func text() throws -> String {
    try need("\"")
    var units: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"): units += try escape()
      case ..<0x20: throw Fault(description: "a control character stands in a text")
      default: units.append(byte)
      }
    }
    throw Fault(description: "a text does not end")
  }

  private mutating func escape() throws -> [UInt8] {
    guard let byte = next else { throw Fault(description: "nothing behind \\") }
    at += 1
    switch Character(Unicode.Scalar(byte)) {
    case "n": return [0x0A]
    case "t": return [0x09]
    case "r": return [0x0D]
    case "\"", "\\", "/": return [byte]
    case "u":
      let digits = bytes[at..<min(at + 4, bytes.count)]
      at += digits.count
      guard let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16), let scalar = Unicode.Scalar(code)
      else { throw Fault(description: "\\u without four digits") }
      return Array(String(Character(scalar)).utf8)
    default: throw Fault(description: "\\\(Character(Unicode.Scalar(byte))) is no escape")
    }
  }

  private mutating func array() throws -> JSON {
    try need("[")
    var items: [JSON] = []
    if take("]") { return .array(items) }
    repeat { items.append(try value()) } while take(",")
    try need("]")
    return .array(items)
  }

  private mutating func object() throws -> JSON {
    try need("{")
    var entries: [(String, JSON)] = []
    if take("}") { return .object(entries) }
    repeat {
      blanks()
      let key = try text()
      try need(":")
      entries.append((key, try value()))
    } while take(",")
    try need("}")
    return .object(entries)
  }
}

extension JSON {
  /// A member of an object.
  subscript(_ key: String) -> JSON? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.0 == key }?.1
  }

  /// An item of an array.
  subscript(_ index: Int) -> JSON? {
    guard case .array(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }

  var items: [JSON] { if case .array(let items) = self { items } else { [] } }
  var string: String? { if case .text(let text) = self { text } else { nil } }
  var double: Double? { if case .number(let value) = self { value } else { nil } }
}
