// A column and what its cells are tested for, as an agreement writes it:
//
//     first_contact_date        the cell itself
//     won = yes|closed won      one of some words
//     job title contains chief|ceo|founder
//     demo date is filled

import Calc

/// A column, and what its cells are tested for.
public struct ColumnTest: Sendable, Equatable {
  public enum Test: Sendable, Equatable {
    /// The cell itself: a date, a number, or a yes or no.
    case value
    /// One of some words, whatever their case.
    case equals([String])
    /// Any of some words somewhere in the cell.
    case contains([String])
    /// Anything at all.
    case filled
  }

  public var header: String
  public var test: Test

  public init(_ header: String, _ test: Test = .value) {
    self.header = header
    self.test = test
  }

  /// Reads a column as an agreement writes it.
  /// - Throws: that a header or a word is missing.
  public init(written text: String) throws(Diagnostic) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    var (header, test) = (words, Test.value)
    if words.count > 2, words.suffix(2) == ["is", "filled"] {
      (header, test) = (words.dropLast(2), .filled)
    } else if let place = words.firstIndex(where: { $0 == "=" || $0 == "contains" }), place > 0 {
      let choices = words[(place + 1)...].joined(separator: " ").split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.split(separator: " ").joined(separator: " ") }
      guard !choices.isEmpty, choices.allSatisfy({ !$0.isEmpty }) else {
        throw Diagnostic(
          "\(text) says nothing to look for", why: "Words stand behind it, with | between them.",
          hint: "\(words[...place].joined(separator: " ")) yes|won")
      }
      (header, test) = (Array(words[..<place]), words[place] == "=" ? .equals(choices) : .contains(choices))
    }
    guard !header.isEmpty else {
      throw Diagnostic("a column is missing", hint: "created_at: first contact date")
    }
    self.init(header.joined(separator: " "), test)
  }

  /// As an agreement writes it.
  public var written: String { test.written.map { "\(header) \($0)" } ?? header }
}

extension ColumnTest.Test {
  /// What stands behind the header; nil for the cell itself.
  public var written: String? {
    switch self {
    case .value: nil
    case .equals(let words): "= \(words.joined(separator: "|"))"
    case .contains(let words): "contains \(words.joined(separator: "|"))"
    case .filled: "is filled"
    }
  }
}
