// Reads one figure at an offset of a text, as one token, for the lexer of formulas and for the values of an agreement:
//
//     [sign or code]  digits  [magnitude]  [unit or currency]  [per period]
//      €              1.2     M                                /month
//
// Blanks may stand between the parts. What is not part of the figure is left: `5 of 100` ends behind the 5. What stands
// directly behind the digits must be a unit, so that `5x` is never 5.

/// Reads figures in one form of writing, for an agreement with one currency.
public struct FigureReader: Sendable {
  public var form: NumberForm
  /// The agreement's currency; a figure in another is refused. Nil lets any pass, and the figure says which it is in.
  public var currency: String?

  public init(form: NumberForm = .files, currency: String? = nil) {
    self.form = form
    self.currency = currency
  }

  /// No figure is larger: beyond it doubles do not tell cents apart.
  static let largest = 1e15

  /// The figure that begins at an offset, and the offset behind it. Nil where none begins.
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - start: where to look; the caller sees to it that no word or figure is under way there.
  ///   - listed: the figure stands in a list separated by commas (the brackets of a call). A comma then belongs to it
  ///     only where it can: before exactly three digits, or as the form's decimal mark; `Figure.comma` tells.
  public func scan(
    _ bytes: [UInt8], at start: Int, listed: Bool = false
  ) throws(Misread) -> (figure: Figure, end: Int)? {
    guard let found = try scanAnyMoney(bytes, at: start, listed: listed) else { return nil }
    try checkCurrency(of: found.figure)
    return found
  }

  /// The same, with money in any currency.
  func scanAnyMoney(
    _ bytes: [UInt8], at start: Int, listed: Bool = false
  ) throws(Misread) -> (figure: Figure, end: Int)? {
    guard start >= 0, start < bytes.count else { return nil }
    var scanner = FigureScanner(bytes: bytes, form: form, currency: currency, start: start, at: start)
    guard let figure = try scanner.figure(listed: listed) else { return nil }
    return (figure, scanner.at)
  }

  /// Refuses money in another currency than the agreement's.
  func checkCurrency(of figure: Figure) throws(Misread) {
    guard case .money(let code) = figure.unit, let currency, !Currency.fits(code, own: currency) else { return }
    throw Misread(
      "\(code) is not the agreement's currency, \(currency)", at: figure.unitSpan ?? figure.span,
      mark: "not \(currency)", why: "Rates of exchange are not known here: write the amount in \(currency).")
  }
}
