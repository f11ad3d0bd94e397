// exp, ln and the two little corrections that keep Poisson and binomial terms exact for large counts.
//
// The C library picks its exp and log by processor (with or without fused multiply-add) and its versions differ in
// the last bit, so a simulation would not give the same bytes everywhere. These use only + − × ÷ and square roots,
// which IEEE 754 rounds alike on every machine.

/// Elementary functions that give the same bits on every machine.
package enum Elementary {
  // ln 2 in two parts; the first has 21 zero bits at its end, so that k × it is exact for every exponent k.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// e to the power of `x`, within 1 unit in the last place (2 where the result is subnormal).
  ///
  /// x = n ln 2 + r with |r| ≤ ln 2 ÷ 2, and the Taylor series of e^r up to r^13.
  package static func exp(_ x: Double) -> Double {
    guard x > -746 else { return x.isNaN ? x : 0 }
    guard x < 710 else { return .infinity }
    // Adding and taking away 1.5 · 2^52 rounds to a whole number.
    let n = (x * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52
    let high = x - n * ln2High
    let low = n * ln2Low
    let r = high - low
    let lost = (high - r) - low
    let r2 = r * r
    let r4 = r2 * r2
    // Σ r^k ÷ (k + 2)!, k = 0…11, in pairs (Estrin), so that the additions do not wait for each other.
    let a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120))
    let b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362_880))
    let c =
      (1.0 / 3_628_800 + r * (1.0 / 39_916_800)) + r2 * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800))
    let result = 1 + (r + (lost + r2 * (a + r4 * (b + r4 * c))))
    let exponent = Int(n)
    if exponent > -1022, exponent < 1024 { return result * powerOfTwo(exponent) }
    let half = exponent / 2
    return result * powerOfTwo(half) * powerOfTwo(exponent - half)
  }

  /// The natural logarithm of `x`, within 1 unit in the last place: −∞ at 0, not a number below.
  ///
  /// x = 2^k (1 + f) with 1 + f between √½ and √2; with s = f ÷ (2 + f), ln(1 + f) = 2 artanh s, whose series in s²
  /// ends at s^22. f − f²/2 is split off, as it is in Sun's fdlibm, to lose no bits where f is small.
  package static func ln(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
    var scaled = x
    var k = 0.0
    if x < 0x1p-1022 {
      scaled *= 0x1p54
      k = -54
    }
    // Subtracting the bits of √½ first puts the cut between exponents there instead of at 1.
    let cut: UInt64 = 0x3FE6_A09E_667F_3BCD
    let distance = Int64(bitPattern: scaled.bitPattern &- cut)
    let exponent = distance >> 52
    k += Double(exponent)
    let f = Double(bitPattern: scaled.bitPattern &- UInt64(bitPattern: exponent << 52)) - 1
    let s = f / (2 + f)
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let a = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9))
    let b = (2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17))
    let c = (2.0 / 19 + z * (2.0 / 21)) + z2 * (2.0 / 23)
    let series = z * (a + z4 * (b + z4 * c))
    let square = 0.5 * f * f
    return k * ln2High - ((square - (s * (square + series) + k * ln2Low)) - f)
  }

  /// δ(n) = ln Γ(n + 1) − (n + ½) ln n + n − ½ ln 2π: what Stirling's formula leaves out, for n > 0.
  ///
  /// The asymptotic series from 16 up (next term below 2·10⁻¹⁶); below, δ(n) = δ(n + 1) + (n + ½) ln(1 + 1/n) − 1.
  package static func stirlingError(_ n: Double) -> Double {
    var n = n
    var below = 0.0
    while n < 16 {
      below += (n + 0.5) * ln((n + 1) / n) - 1
      n += 1
    }
    let q = 1 / (n * n)
    return below + (1.0 / 12 - q * (1.0 / 360 - q * (1.0 / 1260 - q * (1.0 / 1680 - q / 1188)))) / n
  }

  /// x ln(x ÷ m) + m − x, for x, m > 0, without cancellation where x is near m.
  ///
  /// C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000.
  package static func deviance(_ x: Double, _ m: Double) -> Double { deviance(x, m, x - m) }

  private static func deviance(_ x: Double, _ m: Double, _ difference: Double) -> Double {
    guard difference.magnitude < 0.1 * (x + m) else { return x * ln(x / m) - difference }
    let v = difference / (x + m)
    var sum = difference * v
    var term = 2 * x * v
    var k = 1.0
    // |v| < 0.1: each round gives two more digits.
    while k < 30 {
      term *= v * v
      k += 2
      let next = sum + term / k
      if next == sum { break }
      sum = next
    }
    return sum
  }

  /// The probability that a Poisson variable of mean `mean` ≥ 0 is `k` (whole, ≥ 0).
  package static func poisson(_ k: Double, mean: Double) -> Double {
    guard mean > 0 else { return k == 0 ? 1 : mean == 0 ? 0 : .nan }
    guard k > 0 else { return exp(-mean) }
    return exp(-stirlingError(k) - deviance(k, mean)) / (2 * Double.pi * k).squareRoot()
  }

  /// Γ(a + b + 1) ÷ (Γ(a + 1) Γ(b + 1)) x^a y^b with y = 1 − x: the binomial term, for real a, b > 0.
  package static func binomial(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    guard x > 0, y > 0 else { return 0 }
    let n = a + b
    // a − n x = −(b − n y); the one from the smaller of x and y has lost nothing.
    let difference = x < y ? a - n * x : n * y - b
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b)
      - deviance(a, n * x, difference) - deviance(b, n * y, -difference)
    return exp(exponent) * (n / (2 * Double.pi * a * b)).squareRoot()
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: exponent &+ 1023) << 52)
  }
}
