// What an uncertain driver may be (analysis.md, "How sure are we?"):
//
//     3% to 5%     logit-normal    ln(x ÷ (1 − x)) is normal          percents strictly inside 0–100 %
//     800 to 1200  log-normal      ln x is normal                     above 0
//     −5 to 5      normal                                             a range that includes 0 or less
//     5 of 100     Beta(5 + ½, 95 + ½)
//
// A and B are the 5 % and 95 % points. All but the beta are a function of one normal variable y = middle + spread · z,
// so a quantile is that function of the normal quantile. Draws are quantiles of uniform numbers (Sampler.swift).

/// The values an uncertain driver may take and how likely they are, held within the driver's bounds.
package struct Distribution: Sendable, Equatable {
  /// Its kind. `middle` and `spread` are the mean and standard deviation of the normal variable.
  package enum Shape: Sendable, Equatable {
    case certain(Double)
    case normal(middle: Double, spread: Double)
    case logNormal(middle: Double, spread: Double)
    case logitNormal(middle: Double, spread: Double)
    case beta(a: Double, b: Double)
  }

  package let shape: Shape
  /// The value that stands for it in plain calculation: the median of a range, K ÷ N of counts.
  package let plain: Double
  /// What draws are held within.
  package let bounds: ClosedRange<Double>

  /// No bounds.
  package static let everywhere = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

  /// `low to high`, its 5 % and 95 % points. Nil where low is above high or one of them is not a finite number.
  /// - Parameter percent: whether it is a percentage, 1 being 100 %. One that is not strictly inside 0–100 % is taken
  ///   as any other number.
  package init?(
    from low: Double, to high: Double, percent: Bool = false, within bounds: ClosedRange<Double> = everywhere
  ) {
    guard low <= high, low.isFinite, high.isFinite else { return nil }
    let shape: Shape
    if low == high {
      shape = .certain(low)
    } else if percent, low > 0, high < 1 {
      let (a, b) = (Elementary.ln(low / (1 - low)), Elementary.ln(high / (1 - high)))
      shape = .logitNormal(middle: (a + b) / 2, spread: (b - a) / (2 * StandardNormal.at95))
    } else if low > 0 {
      let (a, b) = (Elementary.ln(low), Elementary.ln(high))
      shape = .logNormal(middle: (a + b) / 2, spread: (b - a) / (2 * StandardNormal.at95))
    } else {
      shape = .normal(middle: low / 2 + high / 2, spread: (high / 2 - low / 2) / StandardNormal.at95)
    }
    self.init(shape, plain: Self.value(shape, z: 0), bounds)
  }

  /// `hits of trials`. Nil unless 0 ≤ hits ≤ trials and there are trials, a billion at most.
  package init?(_ hits: Double, of trials: Double, within bounds: ClosedRange<Double> = everywhere) {
    guard hits >= 0, hits <= trials, trials > 0, trials <= 1e9 else { return nil }
    self.init(.beta(a: hits + 0.5, b: trials - hits + 0.5), plain: hits / trials, bounds)
  }

  private init(_ shape: Shape, plain: Double, _ bounds: ClosedRange<Double>) {
    self.shape = shape
    self.plain = min(max(plain, bounds.lowerBound), bounds.upperBound)
    self.bounds = bounds
  }

  /// Whether there is nothing to draw.
  package var isCertain: Bool { if case .certain = shape { true } else { false } }

  /// The value that a share `p` of draws does not exceed, 0 < p < 1.
  package func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return .nan }
    return p <= 0.5 ? held(point(tail: p, upper: false).value) : held(point(tail: 1 - p, upper: true).value)
  }

  /// The share of draws that do not exceed `x`.
  package func cdf(_ x: Double) -> Double {
    guard x >= bounds.lowerBound, x < bounds.upperBound else {
      return x.isNaN ? x : x < bounds.lowerBound ? 0 : 1
    }
    switch shape {
    case .certain(let value): return x < value ? 0 : 1
    case .normal(let middle, let spread): return StandardNormal.cdf((x - middle) / spread)
    case .logNormal(let middle, let spread):
      return x > 0 ? StandardNormal.cdf((Elementary.ln(x) - middle) / spread) : 0
    case .logitNormal(let middle, let spread):
      guard x > 0, x < 1 else { return x > 0 ? 1 : 0 }
      return StandardNormal.cdf((Elementary.ln(x / (1 - x)) - middle) / spread)
    case .beta(let a, let b): return Beta.cdf(x, a, b)
    }
  }

  /// The mean before draws are held within the bounds; nil for a logit-normal, which has no closed form.
  package var mean: Double? {
    switch shape {
    case .certain(let value): value
    case .normal(let middle, _): middle
    case .logNormal(let middle, let spread): Elementary.exp(middle + spread * spread / 2)
    case .logitNormal: nil
    case .beta(let a, let b): a / (a + b)
    }
  }

  /// `value` within the bounds.
  @inline(__always)
  func held(_ value: Double) -> Double { min(max(value, bounds.lowerBound), bounds.upperBound) }

  /// The point with a share `tail` ≤ ½ below it (or, for `upper`, above it), and how fast it moves with the tail;
  /// before it is held within the bounds.
  /// - Parameter near: such a point of nearly the same tail, where one is known.
  func point(tail: Double, upper: Bool, near: Double? = nil) -> (value: Double, slope: Double) {
    if case .beta(let a, let b) = shape {
      let x = Beta.quantile(tail: tail, upper: upper, a, b, near: near)
      let slope = 1 / Beta.density(x, 1 - x, a, b)
      return (x, upper ? -slope : slope)
    }
    let below = StandardNormal.lowerQuantile(tail)
    let z = upper ? -below : below
    let value = Self.value(shape, z: z)
    let slope = (2 * Double.pi).squareRoot() * Elementary.exp(z * z / 2) * Self.slope(shape, at: value)
    return (value, upper ? -slope : slope)
  }

  private static func value(_ shape: Shape, z: Double) -> Double {
    switch shape {
    case .certain(let value): value
    case .normal(let middle, let spread): middle + spread * z
    case .logNormal(let middle, let spread): Elementary.exp(middle + spread * z)
    case .logitNormal(let middle, let spread): 1 / (1 + Elementary.exp(-(middle + spread * z)))
    case .beta: .nan
    }
  }

  /// d value ÷ d z.
  private static func slope(_ shape: Shape, at value: Double) -> Double {
    switch shape {
    case .certain, .beta: 0
    case .normal(_, let spread): spread
    case .logNormal(_, let spread): spread * value
    case .logitNormal(_, let spread): spread * value * (1 - value)
    }
  }
}
