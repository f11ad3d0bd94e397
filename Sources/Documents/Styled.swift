// Text with roles: what a piece is for, not how it looks. A renderer turns roles into colours, into Markdown or into
// nothing. Meaning is never in the role alone: what is kept says ✓ and "kept" as well.

import Calc

/// What a piece of text is for.
public enum Role: Sendable, Equatable {
  case plain
  /// Headings and the figures that matter.
  case strong
  /// What may be overlooked.
  case quiet
  case good
  case bad
  /// What can be typed.
  case code
}

/// A run of text with roles.
public struct Styled: Sendable, Equatable, ExpressibleByStringLiteral {
  public struct Piece: Sendable, Equatable {
    /// What it says; a translation looks its template up.
    public var phrase: Phrase
    public var role: Role

    public var text: String { phrase.description }
  }

  public var pieces: [Piece]

  /// A sentence, or a part of one.
  public init(_ phrase: Phrase, _ role: Role = .plain) {
    pieces = phrase.template.isEmpty ? [] : [Piece(phrase: phrase, role: role)]
  }

  /// Text that is not translated: a name, a figure. A literal is a sentence.
  @_disfavoredOverload
  public init(_ text: String, _ role: Role = .plain) { self.init(Phrase(verbatim: text), role) }

  public init() { pieces = [] }
  public init(stringLiteral value: String) { self.init(Phrase(stringLiteral: value)) }

  public var text: String {
    guard pieces.count != 1 else { return pieces[0].text }
    return pieces.reduce(into: "") { $0 += $1.text }
  }
  public var isEmpty: Bool { pieces.allSatisfy(\.text.isEmpty) }

  public static func + (a: Styled, b: Styled) -> Styled {
    var result = a
    result.pieces += b.pieces
    return result
  }

  public static func += (a: inout Styled, b: Styled) { a.pieces += b.pieces }
}
