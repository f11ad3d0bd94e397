// A whole value as it was written, with all that its writing says:
//
//     1.2M per quarter     exact, per quarter
//     3% to 5%             a range that holds the truth nine times in ten; its plain value is its median
//     5 of 100             known from counts; its plain value is 5 %
//     +10%                 a step from the present value
//     business             a choice

/// A value as it was written.
public struct Written: Equatable, Sendable {
  public enum Shape: Hashable, Sendable {
    case exact(Double)
    /// 5 % and 95 % points, the first below the second.
    case range(Double, Double)
    /// Known from counts: so many of so many.
    case counts(Double, of: Double)
    case step(Step)
    /// The index of one of the units' words.
    case choice(Int)
  }

  public var shape: Shape
  public var units: Units
  /// What the amounts are per, where that was written; they are as written, not yet turned into the period's.
  public var per: Per?

  public init(_ shape: Shape, units: Units, per: Per? = nil) {
    (self.shape, self.units, self.per) = (shape, units, per)
  }

  /// The plain value: the median of a range, the share of counts. Nil for a step.
  public var plain: Double? {
    switch shape {
    case .exact(let value): value
    case .range(let low, let high): Self.median(low, high, units: units)
    case .counts(let some, let all): some / all
    case .choice(let index): Double(index)
    case .step: nil
    }
  }

  /// The same with its amounts per so many months: what a flow written per quarter is in the agreement's period.
  public func over(months: Int) -> Written {
    guard let per else { return self }
    var copy = self
    copy.per = nil
    switch shape {
    case .exact(let value): copy.shape = .exact(per.amount(value, over: months))
    case .range(let low, let high): copy.shape = .range(per.amount(low, over: months), per.amount(high, over: months))
    case .step(.by(let amount)): copy.shape = .step(.by(per.amount(amount, over: months)))
    case .counts, .choice, .step: break
    }
    return copy
  }

  /// The median of the distribution whose 5 % and 95 % points are given: logit-normal for percentages inside 0 and
  /// 100 %, log-normal above 0, else normal (analysis.md).
  static func median(_ low: Double, _ high: Double, units: Units) -> Double {
    if low == high { return low }
    if units.isPercent, low > 0, high < 1 {
      // The mean of the logits is the geometric mean of the odds.
      let odds = (low / (1 - low) * (high / (1 - high))).squareRoot()
      return odds / (1 + odds)
    }
    return low > 0 ? (low * high).squareRoot() : Digits.product(Digits.sum(low, high), 0.5)
  }
}
