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

  /// Reads a column as an agreement writes it; the sign or word that stands first tells the test.
  /// - Returns: nil where a header is missing, or what to look for.
  public init?(written text: String) {
    let text = " \(text) "
    let signs = [" contains ", "="].compactMap { text.firstRange(of: $0) }
    let test: Test
    let header: Substring
    if let sign = signs.min(by: { $0.lowerBound < $1.lowerBound }) {
      let words = text[sign.upperBound...].split(separator: "|").map(\.trimmed).filter { !$0.isEmpty }
      guard !words.isEmpty else { return nil }
      (header, test) = (text[..<sign.lowerBound], text[sign] == "=" ? .equals(words) : .contains(words))
    } else if let ending = [" is filled ", " filled "].first(where: { text.hasSuffix($0) }) {
      (header, test) = (text.dropLast(ending.count), .filled)
    } else {
      (header, test) = (text[...], .value)
    }
    guard !header.trimmed.isEmpty else { return nil }
    self.init(header.trimmed, test)
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
