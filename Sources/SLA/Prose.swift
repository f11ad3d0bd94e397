// The written part of an agreement (documents.md): kept as it stands in the file, shown as it is, read by people.

import Calc

/// The prose keys of an agreement.
public enum Prose {
  /// Each key with what it holds, in the order in which an agreement reads.
  public static let parts: [(key: String, title: Phrase)] = [
    ("summary", "Summary"), ("goals", "Goals"), ("needs", "What each side needs"), ("definitions", "Definitions"),
    ("handoff", "Hand-off"), ("protocol", "Follow-up"), ("contacts", "Contacts"), ("consequences", "Consequences"),
    ("compensation", "Compensation"), ("cancellation", "Cancellation"), ("reviews", "Reviews"),
    ("signatures", "Signatures")
  ]
  public static let keys = parts.map(\.key)

  /// What every agreement of a kind should have (documents.md).
  static func expected(of kind: Agreement.Kind) -> [String] {
    let all = [
      "summary", "goals", "definitions", "handoff", "protocol", "contacts", "consequences", "cancellation", "reviews"
    ]
    return all
  }
}

extension Agreement {
  /// What an agreement of this kind should have and this one lacks.
  public var lacking: [String] {
    var result = Prose.expected(of: kind).filter { key in
      !prose.contains { $0.key == key } && !(key == "consequences" && promises.contains { $0.otherwise != nil })
    }
    if kind == .customer || kind == .service, !promises.contains(where: { $0.credit != nil }) {
      result.append("credit")
    }
    if kind == .multilevel, parties.count < 3 { result.append("three parties") }
    return result
  }
}
