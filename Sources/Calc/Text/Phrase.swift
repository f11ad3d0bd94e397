// A sentence that a person reads, kept with its holes apart from what fills them:
//
//     Phrase("\(name) is a percentage, not \(units)")
//       template  "{} is a percentage, not {}"      what a translation is looked up by
//       arguments ["close_rate", "money"]           what stands in the holes
//
// Every message is a Phrase, so that another language is a table of templates and no code changes.

/// A sentence for people: a template with holes and what fills them.
public struct Phrase: Equatable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// The English sentence with `{}` where an argument stands.
  public var template: String
  /// What stands in the holes, in their order.
  public var arguments: [String]

  /// A sentence that needs no translation: a name, a figure, text from a file.
  public init(verbatim text: String) {
    template = "{}"
    arguments = [text]
  }

  public init(stringLiteral value: String) {
    template = value
    arguments = []
  }

  public init(stringInterpolation: Interpolation) {
    template = stringInterpolation.template
    arguments = stringInterpolation.arguments
  }

  /// The sentence in English.
  public var description: String { filled(template) }

  /// The sentence with another template (a translation) around the same arguments.
  public func filled(_ template: String) -> String {
    guard let first = arguments.first else { return template }
    if template == "{}" { return first }
    var result: [UInt8] = []
    var next = 0
    var isOpen = false
    for byte in template.utf8 {
      if isOpen, byte == UInt8(ascii: "}") {
        result.removeLast()
        if next < arguments.count { result += arguments[next].utf8 }
        next += 1
        isOpen = false
        continue
      }
      isOpen = byte == UInt8(ascii: "{")
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Collects the template and its arguments while a literal is read.
  public struct Interpolation: StringInterpolationProtocol, Sendable {
    var template = ""
    var arguments: [String] = []

    public init(literalCapacity: Int, interpolationCount: Int) {
      template.reserveCapacity(literalCapacity + 2 * interpolationCount)
      arguments.reserveCapacity(interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) { template += literal }

    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      template += "{}"
      arguments.append(value.description)
    }
  }
}
