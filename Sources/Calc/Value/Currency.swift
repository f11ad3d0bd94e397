// The signs and codes of money. An agreement has one currency; a figure may name it, by sign or code, before or after.

/// The codes and signs of currencies.
package enum Currency {
  /// The sign that stands at an offset: what it means (`€` is EUR; `$` and `¥` are several, and stay themselves), and
  /// where it ends.
  package static func sign(_ bytes: [UInt8], at start: Int) -> (code: String, end: Int)? {
    guard start < bytes.count, begins(bytes[start]) else { return nil }
    for (sign, code) in signs where bytes.count - start >= sign.utf8.count {
      if bytes[start..<start + sign.utf8.count].elementsEqual(sign.utf8) { return (code, start + sign.utf8.count) }
    }
    return nil
  }

  /// Whether a currency's sign, or a code in capitals, may begin with a byte.
  static func begins(_ first: UInt8) -> Bool {
    first == UInt8(ascii: "$") || first >= 0xC2 || first.isLetter && first & 0x20 == 0
  }

  /// The code a word of three letters means, nil if none. Codes are upper case, because `all`, `try` and `top` are
  /// codes too; the commonest and the agreement's own may be lower.
  package static func code(_ word: String, own: String?) -> String? {
    guard word.utf8.count == 3 else { return nil }
    let upper = word.uppercased()
    if upper == own?.uppercased() { return own }
    if isCode(word) { return word }
    return common.contains(upper) ? upper : nil
  }

  /// Whether a figure in `code` (a code, or `$`, `¥`) is money of an agreement in `own`.
  package static func fits(_ code: String, own: String) -> Bool {
    switch code {
    case own: true
    case "$": dollars.contains(own)
    case "¥": own == "JPY" || own == "CNY"
    default: false
    }
  }

  private static let signs = [
    ("€", "EUR"), ("$", "$"), ("£", "GBP"), ("¥", "¥"), ("US$", "USD"), ("R$", "BRL"), ("MX$", "MXN"), ("CA$", "CAD"),
    ("AU$", "AUD"), ("NZ$", "NZD"), ("₹", "INR")
  ]
  private static let common = ["USD", "EUR", "GBP", "BRL", "MXN"]
  /// Currencies whose people write a bare $.
  private static let dollars = [
    "USD", "MXN", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "ARS", "CLP", "COP", "UYU", "DOP", "CUP", "BBD", "BSD",
    "BZD", "BMD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD"
  ]

  private static func isCode(_ word: String) -> Bool {
    let word = Array(word.utf8)
    return codes.withUTF8Buffer { all in
      var at = 0
      while at + 3 <= all.count {
        if all[at] == word[0], all[at + 1] == word[1], all[at + 2] == word[2] { return true }
        at += 4
      }
      return false
    }
  }

  /// ISO 4217, money in use.
  private static let codes: StaticString = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP \
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF \
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD \
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB \
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD \
    UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """
}
