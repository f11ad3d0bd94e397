// Two values side by side, and parts of their difference that add up to what the eye reads:
//
//     2,334    2,728    +394     close rate +352     quota +42
//     94%      132%     +38 pp   close rate +16 pp   reps +22 pp
//
// Both values stand in one scale. The difference is that of the shown figures, and parts are told in steps of its last
// digit, by largest remainder.

/// Two values as a table shows them beside each other, with their difference.
public struct ShownDifference: Sendable {
  public let before: String
  public let after: String
  /// What is shown of the difference, in the units of the scale (points of a percentage, minutes); nil where a value
  /// is undefined.
  private let total: Double?
  /// How many decimals are shown.
  private let decimals: Int
  /// What a value is multiplied by to be in the units of the scale.
  private let factor: Double
  private let suffix: String
  private let format: QuantityFormat

  /// - Parameters:
  ///   - before: NaN where undefined, as `after`.
  ///   - rounding: of the quantity, when shown.
  public init(from before: Double, to after: Double, _ units: Units, rounding: Rounding, in format: QuantityFormat) {
    self.format = format
    let isCounted = rounding != .nearest && !units.isPercent && !units.isHours
    let scale = TableScale(units, largest: max(abs(before), abs(after)), unit: true)
    factor = units.isPercent ? 100 : scale.isMinutes ? 60 : 1
    suffix = units.isPercent ? " pp" : scale.suffix(of: 2)
    guard let first = scale.digits(before), let last = scale.digits(after), before.isFinite, after.isFinite else {
      self.before = format.short(before, units, rounding: rounding)
      self.after = format.short(after, units, rounding: rounding)
      total = nil
      decimals = 0
      return
    }
    var shown = (first, last)
    var decimals = 0
    if isCounted {
      shown = (Digits(rounding.whole(before)) ?? first, Digits(rounding.whole(after)) ?? last)
    } else {
      let least = [first, last].map { -$0.rounded(decimals: scale.decimals(of: $0)).exponent }
      for more in 0...Digits.most {
        decimals = max(0, least[0], least[1]) + more
        shown = (first.rounded(decimals: decimals), last.rounded(decimals: decimals))
        if first == last || shown.0 != shown.1 { break }
      }
    }
    // What is a whole number on both sides needs no decimals.
    if shown.0.isWhole, shown.1.isWhole { decimals = 0 }
    self.before = format.number(shown.0, decimals: decimals) + scale.suffix(of: before)
    self.after = format.number(shown.1, decimals: decimals) + scale.suffix(of: after)
    self.decimals = decimals
    total = Digits.sum(shown.1.value, -shown.0.value)
  }

  /// "+394", "−14 pp"; "–" where a value is undefined.
  public var text: String { total.map(signed) ?? QuantityFormat.undefined }

  /// The difference without its sign: "394".
  public var size: String { total.map { unsigned($0) } ?? QuantityFormat.undefined }

  /// Whether what is shown rises (> 0), falls (< 0) or stays.
  public var direction: Int { total.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 } ?? 0 }

  /// Parts of the difference as they are shown, which add up to `text`. A part of exactly 0 stays 0.
  /// - Parameter exact: in the quantity's own units; they add up to the exact difference.
  public func parts(_ exact: [Double]) -> [String] { shares(exact).map(signed) }

  /// The parts as figures, in the units of the scale.
  package func shares(_ exact: [Double]) -> [Double] {
    guard let total else { return exact.map { _ in .nan } }
    let moving = exact.indices.filter { exact[$0] != 0 }
    let step = Digits(1, exponent: -decimals).value
    let shared = Shapley.apportioned(moving.map { exact[$0] * factor }, total: total, step: step)
    var result = exact.map { _ in 0.0 }
    for (at, share) in zip(moving, shared) { result[at] = share }
    return result
  }

  private func signed(_ value: Double) -> String {
    value.isNaN ? QuantityFormat.undefined : (value < 0 ? "−" : value > 0 ? "+" : "") + unsigned(value)
  }

  private func unsigned(_ value: Double) -> String {
    (Digits(abs(value)).map { format.number($0, decimals: decimals) } ?? QuantityFormat.undefined) + suffix
  }
}

extension QuantityFormat {
  /// A number with as many decimals as its neighbours: 73.80 beside 73.82.
  fileprivate func number(_ digits: Digits, decimals: Int) -> String {
    let missing = decimals - max(0, -digits.exponent)
    guard missing > 0 else { return number(digits) }
    let mark = digits.isWhole ? form.decimalMark : ""
    return number(digits) + mark + String(repeating: "0", count: missing)
  }
}
