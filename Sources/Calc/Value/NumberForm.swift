// How figures are written where a text stands:
//
//     files, scripts, -c        1,200,000.5   1_200_000.5     the same in every country
//     prompt in en, es-MX       the same
//     prompt in es, pt          1.200.000,5   20 mil   1,2 mi
//
// Nothing is taken from the environment. Blanks and marks that a spreadsheet pastes as groups (U+00A0, U+202F,
// U+2009, U+2019) are read in every form. Where the agreement speaks es or pt, one mark before exactly three digits
// (1.200 or 1,200) means two things to two people, so it is refused: at the prompt and in the agreement's file.

/// How figures are written and read: the decimal mark, the groups and the words for thousands.
public struct NumberForm: Hashable, Sendable {
  /// The languages whose words of magnitude are read beside the English ones.
  public enum Words: Hashable, Sendable {
    case english, spanish, portuguese
  }

  /// The comma is the decimal mark and the point makes groups; otherwise the other way round.
  public var decimalComma: Bool
  /// Words of magnitude: `mil`, `mi`, `bi`.
  public var words: Words
  /// One mark before exactly three digits is refused, whichever mark it is.
  public var isCautious: Bool

  public init(decimalComma: Bool = false, words: Words = .english, isCautious: Bool = false) {
    self.decimalComma = decimalComma
    self.words = words
    self.isCautious = isCautious
  }

  /// Files, scripts and `-c`, and the prompt of an English agreement.
  public static let files = NumberForm()

  /// The file of an agreement in a language: decimal point always, cautious where its readers write decimal commas.
  /// - Parameter language: `en`, `es`, `es-MX` or `pt`.
  public static func files(language: String) -> NumberForm {
    NumberForm(isCautious: language == "es" || language == "pt")
  }

  /// The prompt of an agreement in a language: `en`, `es`, `es-MX` or `pt`.
  public static func prompt(language: String) -> NumberForm {
    switch language {
    case "es": NumberForm(decimalComma: true, words: .spanish, isCautious: true)
    case "pt": NumberForm(decimalComma: true, words: .portuguese, isCautious: true)
    case "es-MX": NumberForm(words: .spanish)
    default: .files
    }
  }

  /// The decimal mark.
  public var decimalMark: String { decimalComma ? "," : "." }
  /// The mark between groups of three digits when writing.
  public var groupMark: String { decimalComma ? "." : "," }

  /// The power of ten of a word of magnitude: 3 for `k`, `thousand`, `mil`; nil for any other word.
  /// - Parameter attached: the word stands directly behind the digits. `m` and `B` are read only there, because a
  ///   tier may be called B (`trade 10 B for A`).
  func magnitude(_ word: String, attached: Bool) -> Int? {
    switch word {
    case "k", "K": return 3
    case "M", "MM": return 6
    case "bn", "Bn", "BN": return 9
    case "m": return attached ? 6 : nil
    case "B": return attached ? 9 : nil
    default: break
    }
    switch word.lowercased() {
    case "thousand": return 3
    case "million": return 6
    case "billion": return 9
    case "mil": return words == .english ? nil : 3
    case "millón", "millon", "millones": return words == .spanish ? 6 : nil
    case "mi", "milhão", "milhao", "milhões", "milhoes": return words == .portuguese ? 6 : nil
    case "bi", "bilhão", "bilhao", "bilhões", "bilhoes": return words == .portuguese ? 9 : nil
    default: return nil
    }
  }
}

extension NumberForm {
  /// Whether a mark makes groups of three in this form.
  func makesGroups(_ mark: NumberMark) -> Bool {
    switch mark {
    case .point: decimalComma
    case .comma: !decimalComma
    case .underscore, .noBreakSpace, .narrowSpace, .thinSpace, .quote: true
    case .apostrophe: false
    }
  }

  func isDecimal(_ mark: NumberMark) -> Bool { mark == (decimalComma ? .comma : .point) }

  /// A decimal number written in this form.
  /// - Parameters:
  ///   - grouped: with groups of three digits.
  ///   - typable: what could be read two ways when typed back is avoided: `1.234` becomes `1.2340` and `1,200`
  ///     becomes `1200` where the form is cautious.
  func written(_ number: Digits, grouped: Bool = false, typable: Bool = true) -> String {
    let digits = Array(number.text.utf8)
    let zero = UInt8(ascii: "0")
    let whole = max(0, digits.count + number.exponent)
    let fraction = max(0, -number.exponent)
    let mayGroup = grouped && whole > 3 && !(typable && isCautious && whole <= 6 && fraction == 0)
    let mark = UInt8(ascii: decimalComma ? "." : ",")

    var text: [UInt8] = []
    text.reserveCapacity(whole + whole / 3 + fraction + 4)
    if number.isNegative { text.append(UInt8(ascii: "-")) }
    if whole == 0 { text.append(zero) }
    for place in 0..<whole {
      if mayGroup, place > 0, (whole - place) % 3 == 0 { text.append(mark) }
      text.append(place < digits.count ? digits[place] : zero)
    }
    if fraction > 0 {
      text.append(UInt8(ascii: decimalComma ? "," : "."))
      for _ in 0..<max(0, fraction - digits.count) { text.append(zero) }
      text += digits[min(whole, digits.count)...]
      if typable, isCautious, fraction == 3, 1...3 ~= whole { text.append(zero) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
