// The layout of a CRM's export as one value: which headers tell it, and which column is what. A new CRM is one value in
// StandardProfiles, one small export as its test.

import Calc

/// The layout of an export.
public struct CRMProfile: Sendable {
  /// What `using` takes: `hubspot`.
  public var name: String
  /// What people call it: `HubSpot contacts`.
  public var title: String
  /// The headers that tell it, all of them, in any order.
  public var signature: [String]
  /// For each field the columns that may hold it; the first that the file has counts.
  public var columns: [LeadField: [ColumnTest]]
  /// Rows are deals: on their own they are counted as leads, beside a file of leads they tell what became of those.
  public var isDeals: Bool

  public init(
    _ name: String, _ title: String, signature: [String], isDeals: Bool = false,
    columns: [LeadField: [ColumnTest]]
  ) {
    (self.name, self.title, self.signature, self.isDeals, self.columns) = (name, title, signature, isDeals, columns)
  }

  /// What marks a complaint about the layout that was asked for; its hint is the name of another.
  package static let complaint: Phrase = "which layout?"

  /// Nothing but a lead's conversion tells that it became a customer.
  var customerIsConverted: Bool {
    ["converted", "isconverted", "is converted"].contains(Self.folded(columns[.customer]?.first?.header ?? ""))
  }

  /// A header as it is compared: lower case, blanks and underscores as one blank, straight quotes.
  static func folded(_ header: String) -> String {
    var folded = ""
    var isBlank = false
    for character in header.lowercased() {
      switch character {
      case " ", "_", "\u{A0}", "\n", "\t", "\r\n": isBlank = !folded.isEmpty
      case "\u{FEFF}": continue
      default:
        if isBlank { folded.append(" ") }
        isBlank = false
        folded.append("‘’“”\"".contains(character) ? "'" : character)
      }
    }
    return folded
  }

  /// The layout that headers belong to: of those whose signature is there, the one with the longest.
  static func recognised(_ headers: [String]) -> CRMProfile? {
    let known = Set(headers.map(folded))
    let fitting = standard.filter { $0.signature.allSatisfy { known.contains(folded($0)) } }
    return fitting.max { $0.signature.count < $1.signature.count }
  }
}
