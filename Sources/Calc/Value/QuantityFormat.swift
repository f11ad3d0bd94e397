// Writes values so that they can be typed back and mean the same, bit for bit:
//
//     full     1,200,000   4%   3.8777…%   1h30   90 s   45 days   3% to 5%   -0.5pp
//     echo     1,200,000 EUR (1.2 million) a quarter
//
// Percents are shifted in decimal, never multiplied by 100. What tables show is TableFormat's.

/// Writes values in one form of writing, for an agreement with one currency.
public struct QuantityFormat: Sendable {
  public var form: NumberForm
  /// The agreement's currency, nil where it has none.
  public var currency: String?
  /// Thousands in groups; not within YAML's `{ }`, where a comma ends a value.
  public var grouped: Bool
  /// What could be read two ways when typed back is written so that it cannot; a document for people need not be.
  public var typable: Bool

  public init(form: NumberForm = .files, currency: String? = nil, grouped: Bool = true, typable: Bool = true) {
    (self.form, self.currency, self.grouped, self.typable) = (form, currency, grouped, typable)
  }

  /// What stands for a value that is undefined.
  public static let undefined = "–"

  /// A value with all its digits.
  /// - Parameters:
  ///   - value: in the units' own terms (fraction, hours, days); nil or not finite is undefined.
  ///   - per: what an amount is per, appended as ` per quarter`.
  ///   - named: with the currency's code.
  public func full(_ value: Double?, _ units: Units, per: Per? = nil, named: Bool = false) -> String {
    guard let value, let digits = Digits(value) else { return Self.undefined }
    let flow = per.map { " per \($0.rawValue)" } ?? ""
    if let words = units.choices {
      return value >= 0 && value < Double(words.count) ? words[Int(value)] : Self.undefined
    }
    if units.flavour == .truth, !units.hasDimension { return value == 0 ? "no" : "yes" }
    if units.isPercent { return number(digits.shifted(2)) + "%" + flow }
    if units.isHours { return (value < 0 ? "-" : "") + time(abs(value)) + flow }
    if units.isDays { return number(digits) + (value == 1 ? " day" : " days") + flow }
    let code = named && units.isMoney ? currency.map { " " + $0 } ?? "" : ""
    return number(digits) + code + flow
  }

  /// A whole written value as it can be typed back.
  public func full(_ written: Written, named: Bool = false) -> String {
    let units = written.units
    switch written.shape {
    case .exact(let value): return full(value, units, per: written.per, named: named)
    case .range(let low, let high):
      return full(low, units) + " to " + full(high, units, per: written.per, named: named)
    case .counts(let some, let all): return full(some, .number) + " of " + full(all, .number)
    case .choice(let index): return full(Double(index), units)
    case .step(let step):
      switch step {
      case .by(let amount): return plus(amount) + full(amount, units, per: written.per, named: named)
      case .points(let points): return plus(points) + number(Digits(points)?.shifted(2)) + "pp"
      case .relative(let part): return plus(part) + full(part, .percent)
      case .times(let factor): return "*" + number(Digits(factor))
      }
    }
  }

  /// A figure that was set, in full and readably, in parts to be joined by blanks: `1,200,000 EUR`, `(1.2 million)`,
  /// `a quarter`.
  public func echo(_ value: Double?, _ units: Units, per: Per? = nil) -> [Phrase] {
    var parts = [Phrase(verbatim: full(value, units, named: true))]
    guard let value, let digits = Digits(value) else { return parts }
    if !units.isPercent, !units.isHours, !units.isDays {
      let (millions, billions) = (digits.shifted(-6).rounded(decimals: 2), digits.shifted(-9).rounded(decimals: 2))
      if abs(value) >= 1e9 {
        parts.append("(\(form.written(billions, typable: typable)) billion)")
      } else if abs(value) >= 1e6 {
        parts.append("(\(form.written(millions, typable: typable)) million)")
      }
    }
    switch per {
    case .month: parts.append("a month")
    case .quarter: parts.append("a quarter")
    case .year: parts.append("a year")
    case nil: break
    }
    return parts
  }

  // MARK: - Numbers and times

  func number(_ digits: Digits?) -> String {
    digits.map { form.written($0, grouped: grouped, typable: typable) } ?? Self.undefined
  }

  private func plus(_ value: Double) -> String { value < 0 ? "" : "+" }

  /// Hours as people write them, as far as that says the same to the last bit: `45 min`, `1h30`, `220.95 h`, `10 s`.
  private func time(_ hours: Double) -> String {
    guard hours != 0, let digits = Digits(hours) else { return "0 h" }
    let isShort = digits.digits < 1_000_000
    if hours >= 10 || digits.isWhole, isShort { return number(digits) + " h" }
    let minutes = (hours * 60).rounded()
    if minutes >= 1, minutes < 1e6, Digits(UInt64(minutes)).over(60) == hours {
      let (whole, rest) = (Int(minutes) / 60, Int(minutes) % 60)
      if whole == 0 { return "\(rest) min" }
      return rest == 0 ? "\(whole) h" : "\(whole)h" + (rest < 10 ? "0" : "") + "\(rest)"
    }
    if hours >= 1, isShort { return number(digits) + " h" }
    if let minutes = shortest(hours, parts: 60) { return number(minutes) + " min" }
    if hours < 1, isShort { return number(digits) + " h" }
    if let seconds = shortest(hours, parts: 3600) { return number(seconds) + " s" }
    return number(digits) + " h"
  }

  /// So many parts of an hour, where six digits say it exactly.
  private func shortest(_ hours: Double, parts: Int) -> Digits? {
    guard let all = Digits(hours * Double(parts)) else { return nil }
    let short = all.rounded(decimals: 5 - all.order)
    return short.digits > 0 && short.over(parts) == hours ? short : nil
  }
}
