// Amounts say in what currency they are, and an export's may not be the agreement's. Where they do not, nobody can know
// and they are taken as they stand; where they do, another currency's amount never counts, since no rate is guessed:
//
//     22700        says nothing            the header    Amount (USD), Amount in €
//     € 22.700     ours, under EUR         the cell      $22,700.00   R$ 1.680,50   USD 500
//     $22,700      ours, under USD, MXN …  the column    Currency: USD
//
// A file whose amounts are another currency's, and none of which says that it is ours, is refused as a whole: what stands
// there without a sign is theirs too. In a file of several currencies the rows of the others are set aside, and said.

import Calc

/// The currency in which the amounts of an export must be.
struct AmountCurrency: Sendable {
  /// What is said of a currency.
  enum Said: Equatable {
    case nothing, ours
    /// The code, or the sign where several countries have it.
    case foreign(String)
  }

  let code: String
  /// The agreement's.
  private let agreed: String

  init(_ terms: LeadTerms) { (code, agreed) = (terms.mapping.currency ?? terms.currency, terms.currency) }

  /// How amounts of another currency come to count; nil where they do not.
  var taken: Phrase? { code == agreed ? nil : "amounts in \(code) as they stand, as the agreement says" }

  /// What a cell says: an amount with its sign or code, or a currency alone.
  func said(_ cell: Cell) -> Said {
    // Digits at both ends are nearly all.
    if cell.count == 0 || cell[0] &- 48 <= 9 && cell[cell.count - 1] &- 48 <= 9 { return .nothing }
    return said(by: cell.text)
  }

  /// What a text says: of several marks, one that is foreign.
  /// - Parameter signsOnly: codes are passed over.
  func said(by text: String, signsOnly: Bool = false) -> Said {
    var said = Said.nothing
    for mark in Self.marks(text, own: code, signsOnly: signsOnly) {
      guard isOurs(mark) else { return .foreign(mark) }
      said = .ours
    }
    return said
  }

  /// What the header of amounts says: a sign anywhere, or a code in brackets or as the last word.
  func said(byHeader header: String) -> Said {
    if header.contains(where: { $0.unicodeScalars.contains { $0.properties.generalCategory == .currencySymbol } }) {
      return said(by: header, signsOnly: true)
    }
    let words = header.split { !$0.isLetter }
    let isShouted = !header.contains(where: \.isLowercase)
    guard let last = words.last, last.allSatisfy({ $0.isASCII && $0.isUppercase }),
      header.hasSuffix("(\(last))") || header.hasSuffix("[\(last)]") || !isShouted && header.hasSuffix(last)
    else { return .nothing }
    // They stand in headers for what they say in English.
    return last != code && ["ALL", "TOP", "TRY"].contains(last) ? .nothing : said(by: String(last))
  }

  private func isOurs(_ mark: String) -> Bool {
    if Currency.fits(mark, own: code) { return true }
    // A$ and HK$ begin as their codes do.
    return mark.count > 1 && mark.last == "$" && Currency.fits("$", own: code) && code.hasPrefix(mark.dropLast())
  }

  /// The signs and codes in a text, signs as their codes where they are one currency's.
  private static func marks(_ text: String, own: String, signsOnly: Bool) -> [String] {
    var marks: [String] = []
    var letters = ""
    func close() {
      if !signsOnly, let code = Currency.code(letters, own: own) { marks.append(code) }
      letters = ""
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "A"..."Z", "a"..."z": letters.unicodeScalars.append(scalar)
      case "$":
        let sign = letters.uppercased() + "$"
        marks.append(Currency.sign(Array(sign.utf8), at: 0).map { $0.code == "$" ? sign : $0.code } ?? sign)
        letters = ""
      default:
        close()
        guard scalar.properties.generalCategory == .currencySymbol else { continue }
        let sign = String(scalar)
        marks.append(signs[sign] ?? Currency.sign(Array(sign.utf8), at: 0)?.code ?? sign)
      }
    }
    close()
    return marks.map { dollars[$0] ?? $0 }
  }

  private static let signs = [
    "₺": "TRY", "₽": "RUB", "₩": "KRW", "₫": "VND", "₦": "NGN", "₴": "UAH", "₱": "PHP", "฿": "THB", "₪": "ILS",
    "₡": "CRC", "₲": "PYG", "₵": "GHS", "₸": "KZT", "₼": "AZN", "₾": "GEL", "֏": "AMD", "৳": "BDT"
  ]
  /// Dollars whose signs do not begin as their codes do.
  private static let dollars = ["NT$": "TWD", "RD$": "DOP", "U$": "USD"]
}

extension AmountCurrency {
  /// - Throws: that the header of the amounts names another currency.
  func check(header: String, of name: String) throws(Diagnostic) {
    guard case .foreign(let found) = said(byHeader: header) else { return }
    throw refusal(name, found, "The column is called \(header).")
  }

  /// - Parameter row: says where a row is: `Line 5`.
  /// - Throws: that a file has its amounts in another currency, and none of them in the one it must be.
  func check(_ tally: LeadTally, of name: String, row: (Int) throws(Diagnostic) -> String) throws(Diagnostic) {
    guard !tally.saysOurs, let first = tally.rows.found[.foreignCurrency]?.first.first,
      case .foreign(let found) = said(by: first.example)
    else { return }
    throw refusal(name, found, "\(try row(first.place)) has \(first.example).")
  }

  private func refusal(_ name: String, _ found: String, _ evidence: Phrase) -> Diagnostic {
    let theirs = Currency.code(found, own: nil) ?? (found == "$" ? "USD" : found == "¥" ? "JPY" : nil)
    return Diagnostic(
      code == agreed
        ? "\(name) has amounts in \(found), and the agreement is in \(code)"
        : "\(name) has amounts in \(found), and the agreement says that exports are in \(code)",
      why: evidence, "No rate is guessed: export the amounts in \(code), as most CRMs can convert them.",
      "Or say in the agreement that they are to be taken as they are.",
      hint: theirs.map { "tracking: {currency: \($0)}" })
  }
}
