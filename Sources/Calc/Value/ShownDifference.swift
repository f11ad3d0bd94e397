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
  /// What the last shown digit counts, in the units of the scale.
  private let step: Double
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
      step = 1
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
    self.before = format.number(shown.0) + scale.suffix(of: before)
    self.after = format.number(shown.1) + scale.suffix(of: after)
    total = Digits.sum(shown.1.value, -shown.0.value)
    step = Digits(1, exponent: -decimals).value
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
    let shared = Shapley.apportioned(moving.map { exact[$0] * factor }, total: total, step: step)
    var result = exact.map { _ in 0.0 }
    for (at, share) in zip(moving, shared) { result[at] = share }
    return result
  }

  private func signed(_ value: Double) -> String {
    value.isNaN ? QuantityFormat.undefined : (value < 0 ? "−" : value > 0 ? "+" : "") + unsigned(value)
  }

  private func unsigned(_ value: Double) -> String { format.number(Digits(abs(value))) + suffix }
}
