// Beta(a, b): what K of N counts say about a share, a = K + ½, b = N − K + ½ (Jeffreys' prior).
//
//     I_x(a, b) = x^a (1−x)^b ÷ (a B(a, b)) · continued fraction            DLMF 8.17.22
//     quantile    Newton's method on ln I_x against ln x, kept in a bracket
//
// The factor before the fraction is a binomial term (Elementary.swift), which stays exact for millions of counts.

/// The beta distribution for a, b > 0.
package enum Beta {
  /// The density at `x`, with `y` = 1 − x.
  package static func density(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0, y > 0 else { return 0 }
    return Elementary.binomial(a, b, x, y) * (a / x) * (b / y) / (a + b)
  }

  /// The share of the distribution below `x`: the regularised incomplete beta function, in the lower tail to 1e-12
  /// relative (1e-10 for a million counts).
  package static func cdf(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return x.isNaN ? x : 0 }
    guard x < 1 else { return 1 }
    return below(x, 1 - x, a, b)
  }

  /// The point below which a share `p` of the distribution lies, 0 < p < 1; it and its distance from 1 to 1e-12
  /// relative (1e-10 for a million counts).
  package static func quantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
    guard p > 0, p < 1 else { return .nan }
    return p <= 0.5 ? quantile(tail: p, upper: false, a, b) : quantile(tail: 1 - p, upper: true, a, b)
  }

  /// The point with a share `tail` of the distribution below it or, for `upper`, above it.
  /// - Parameter near: a first guess, where a neighbouring quantile is known.
  static func quantile(tail: Double, upper: Bool, _ a: Double, _ b: Double, near: Double? = nil) -> Double {
    // Solved for whichever of x and 1 − x is below ½, so that a share near 100 % loses no digits.
    let left = near.map { $0 < 0.5 } ?? (upper ? below(0.5, 0.5, b, a) < tail : below(0.5, 0.5, a, b) > tail)
    return left
      ? solve(tail, upper, a, b, near ?? guess(tail, upper, a, b))
      : 1 - solve(tail, !upper, b, a, near.map { 1 - $0 } ?? guess(tail, !upper, b, a))
  }

  private static func solve(_ tail: Double, _ upper: Bool, _ a: Double, _ b: Double, _ guess: Double) -> Double {
    let wanted = Elementary.ln(tail)
    var low = 0.0
    var high = 1.0
    var x = guess > 0 && guess < 1 ? guess : a / (a + b)
    for _ in 0..<200 {
      let reached = upper ? below(1 - x, x, b, a) : below(x, 1 - x, a, b)
      let excess = Elementary.ln(reached) - wanted
      if (excess > 0) == upper { low = x } else { high = x }
      // One step in ln x; where it leaves the bracket, the bracket is halved.
      let slope = x * density(x, 1 - x, a, b) / (upper ? -reached : reached)
      var next = x * Elementary.exp(-excess / slope)
      // What a step leaves is about its own square.
      if excess.magnitude < 1e-7 { return next }
      if !(next > low && next < high) { next = low > 0 ? (low * high).squareRoot() : high * 0.0625 }
      if high - low <= low * 0x1p-50 || next < 1e-300 { return next }
      x = next
    }
    return x
  }

  /// Where the power law of the lower tail or, nearer the middle, the normal distribution puts the quantile.
  private static func guess(_ tail: Double, _ upper: Bool, _ a: Double, _ b: Double) -> Double {
    let mean = a / (a + b)
    let deviation = (mean * (1 - mean) / (a + b + 1)).squareRoot()
    let away = deviation * StandardNormal.lowerQuantile(tail)
    guard !upper else { return mean - away }
    let normal = mean + away
    // I_x ≈ x^a ÷ (a B(a, b)), from the value of both at the mean.
    let atMean = Elementary.binomial(a, b, mean, 1 - mean) * (b / (a + b))
    let factor = atMean * Elementary.exp(-b * Elementary.ln(1 - mean))
    let power = mean * Elementary.exp(Elementary.ln(tail / factor) / a)
    return normal > mean / 2 || power > mean ? normal : power
  }

  private static func below(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0, y > 0 else { return x > 0 ? 1 : 0 }
    let front = Elementary.binomial(a, b, x, y) / (a + b)
    // The fraction converges fast below the mean, about, and is taken from the other end above.
    return x * (a + b + 2) <= a + 1
      ? front * b * fraction(x, y, a, b) : max(0, 1 - front * a * fraction(y, x, b, a))
  }

  /// The continued fraction of DLMF 8.17.22 by the method of Lentz: some √(a + b) rounds at most.
  private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    var c = 1.0
    // 1 − (a + b) x ÷ (a + 1), from the smaller of x and y.
    var d = (a + 1) / (x < y ? a + 1 - (a + b) * x : 1 - b + (a + b) * y)
    var result = d
    var m = 1.0
    while m < 1e6 {
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / (1 + even * d)
      c = 1 + even / c
      result *= c * d
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / (1 + odd * d)
      c = 1 + odd / c
      let change = c * d
      result *= change
      if (change - 1).magnitude < 0x1p-52 { break }
      m += 1
    }
    return result
  }
}
