// A formula as it was written: the tree that the parser makes and the checker reads. Every part knows the bytes it
// stands on, so that whatever is wrong with it can be pointed at.

/// A part of a formula, as written.
public struct Syntax: Sendable {
  public indirect enum Node: Sendable {
    /// A figure, and how it was written.
    case figure(Figure, written: String)
    /// `5 of 100`: a share known from counts.
    case counts(Int, Int)
    /// `2026-09`: a label of the month axis, standing for its place on it.
    case month(String)
    /// `"First contact in 5 min"`: a promise by its name.
    case text(String)
    case reference(Reference)
    case call(String, [Syntax])
    case negate(Syntax)
    case not(Syntax)
    case binary(Operator, Syntax, Syntax)
    case choose(Syntax, then: Syntax, else: Syntax)
  }

  public enum Operator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case equal = "="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
    case and = "and"
    case or = "or"

    public var isComparison: Bool {
      switch self {
      case .equal, .unequal, .less, .atMost, .more, .atLeast: true
      default: false
      }
    }

    /// How tightly it binds; a part that binds less tightly than its place stands in brackets.
    var strength: Int {
      switch self {
      case .or: 1
      case .and: 2
      case .equal, .unequal, .less, .atMost, .more, .atLeast: 3
      case .add, .subtract: 4
      case .multiply, .divide: 5
      }
    }
  }

  public var node: Node
  /// UTF-8 offsets in the text that was parsed.
  public var span: Range<Int>

  public init(_ node: Node, _ span: Range<Int>) {
    self.node = node
    self.span = span
  }
}

/// A quantity named in a formula or command, with the labels it is taken at.
public struct Reference: Sendable, Equatable {
  public struct Label: Sendable, Equatable {
    public var text: String
    public var span: Range<Int>

    public init(_ text: String, _ span: Range<Int> = 0..<0) {
      self.text = text
      self.span = span
    }
  }

  /// The canonical name where it is known, else the words as typed, joined by `_`.
  public var name: String
  public var labels: [Label]
  /// The name alone.
  public var span: Range<Int>

  public init(_ name: String, labels: [Label] = [], span: Range<Int> = 0..<0) {
    self.name = name
    self.labels = labels
    self.span = span
  }

  /// As it can be typed: `leads[CEO, 2026-07]`.
  public var written: String {
    labels.isEmpty ? name : "\(name)[\(labels.map(\.text).joined(separator: ", "))]"
  }
}

extension Syntax {
  /// The formula written back, with as few brackets as its meaning needs.
  /// - Parameter reference: how a reference is written; by default as it can be typed.
  public func written(_ reference: (Reference) -> String = \.written) -> String { write(reference, within: 0) }

  private func write(_ reference: (Reference) -> String, within strength: Int) -> String {
    func bracketed(_ text: String, _ own: Int) -> String { own < strength ? "(\(text))" : text }
    switch node {
    case .figure(_, let written): return written
    case .counts(let some, let all): return bracketed("\(some) of \(all)", 6)
    case .month(let label): return label
    case .text(let text): return "\"\(text)\""
    case .reference(let named): return reference(named)
    case .call(let name, let arguments):
      return "\(name)(\(arguments.map { $0.write(reference, within: 0) }.joined(separator: ", ")))"
    case .negate(let part): return bracketed("-" + part.write(reference, within: 7), 6)
    case .not(let part): return bracketed("not " + part.write(reference, within: 4), 3)
    case .binary(let op, let left, let right):
      let own = op.strength
      let loose = op == .subtract || op == .divide || op.isComparison
      let text =
        left.write(reference, within: op.isComparison ? own + 1 : own) + " \(op.rawValue) "
        + right.write(reference, within: loose ? own + 1 : own)
      return bracketed(text, own)
    case .choose(let test, let yes, let no):
      let parts = [test, yes, no].map { $0.write(reference, within: 0) }
      return bracketed("if \(parts[0]) then \(parts[1]) else \(parts[2])", 0)
    }
  }
}
