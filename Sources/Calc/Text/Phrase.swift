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
    guard !arguments.isEmpty else { return template }
    var result = ""
    var next = 0
    var rest = template[...]
    while let hole = rest.firstRange(ofHole: "{}") {
      result += rest[..<hole.lowerBound]
      if next < arguments.count { result += arguments[next] }
      next += 1
      rest = rest[hole.upperBound...]
    }
    return result + rest
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

extension Substring {
  fileprivate func firstRange(ofHole hole: String) -> Range<Index>? {
    guard let start = firstIndex(of: "{") else { return nil }
    var at: Index? = start
    while let open = at {
      let after = index(after: open)
      if after < endIndex, self[after] == "}" { return open..<index(after: after) }
      at = self[after...].firstIndex(of: "{")
    }
    return nil
  }
}
