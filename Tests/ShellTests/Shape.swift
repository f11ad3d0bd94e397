// What a JSON answer has to look like: its keys, in their order, and the type of each value.

import Documents

/// The shape of a JSON value.
indirect enum Shape: Sendable {
  case text
  case number
  case bool
  /// Always null, as long as what fills it is not built.
  case null
  /// Any of these.
  case any([Shape])
  case list(Shape)
  /// Exactly these keys, in this order.
  case object([(String, Shape)])
  /// Any keys, each with such a value.
  case map(Shape)
  /// Numbers nested so deep.
  case nested(Int)
  /// The same shape as the whole, for trees.
  case itself
  /// Whatever it is.
  case anything

  static let textOrNull = Shape.any([.text, .null])
  static let numberOrNull = Shape.any([.number, .null])
  static let boolOrNull = Shape.any([.bool, .null])
  /// One value of a quantity: a number, a choice's word, a truth, or null where undefined.
  static let value = Shape.any([.number, .text, .bool, .null])
  /// `{"tier": "CEO"}`, empty for a quantity without axes.
  static let labels = Shape.map(.text)

  /// Where a value differs from the shape; empty where it does not.
  func faults(of json: JSON, at path: String = "result", whole: Shape? = nil) -> [String] {
    let whole = whole ?? self
    switch (self, json) {
    case (.anything, _): return []
    case (.text, .text), (.number, .number), (.bool, .bool), (.null, .null): return []
    case (.any(let shapes), _):
      return shapes.contains { $0.faults(of: json, at: path, whole: whole).isEmpty }
        ? [] : ["\(path) is \(json.written.prefix(60))"]
    case (.list(let shape), .array(let items)):
      return items.enumerated().flatMap { shape.faults(of: $1, at: "\(path)[\($0)]", whole: whole) }
    case (.object(let fields), .object(let entries)):
      guard entries.map(\.0) == fields.map(\.0) else {
        return ["\(path) has the keys \(entries.map(\.0)), not \(fields.map(\.0))"]
      }
      return zip(fields, entries).flatMap { $0.1.faults(of: $1.1, at: "\(path).\($0.0)", whole: whole) }
    case (.map(let shape), .object(let entries)):
      return entries.flatMap { shape.faults(of: $0.1, at: "\(path).\($0.0)", whole: whole) }
    case (.nested(0), _): return Shape.value.faults(of: json, at: path, whole: whole)
    case (.nested(let depth), .array(let items)):
      return items.enumerated().flatMap { Shape.nested(depth - 1).faults(of: $1, at: "\(path)[\($0)]", whole: whole) }
    case (.itself, _): return whole.faults(of: json, at: path, whole: whole)
    default: return ["\(path) is \(json.written.prefix(60))"]
    }
  }
}
