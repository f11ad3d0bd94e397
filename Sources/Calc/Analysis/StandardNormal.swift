// The normal distribution of mean 0 and standard deviation 1.

import Glibc

/// The standard normal distribution.
package enum StandardNormal {
  /// The 95 % point: what the ends of a written range are away from its middle, in standard deviations.
  package static let at95 = 1.6448536269514722

  /// The share below `z`.
  package static func cdf(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

  /// The point below which a share `p` lies, 0 < p < 1, to 1e-15 relative.
  package static func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return .nan }
    return p <= 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p)
  }

  /// The quantile of 0 < p ≤ ½ (not above 0). M. J. Wichura, Algorithm AS 241, Applied Statistics 37, 1988 (PPND16).
  static func lowerQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    if q >= -0.425 { return q * ratio(middle, 0.180625 - q * q) }
    let r = (-Elementary.ln(p)).squareRoot()
    return r <= 5 ? -ratio(tail, r - 1.6) : -ratio(farTail, r - 5)
  }

  private static func ratio(_ terms: [(over: Double, under: Double)], _ x: Double) -> Double {
    var over = 0.0
    var under = 0.0
    for term in terms {
      over = over * x + term.over
      under = under * x + term.under
    }
    return over / under
  }

  private static let middle = [
    (2509.0809287301226727, 5226.4952788528545610), (33430.575583588128105, 28729.085735721942674),
    (67265.770927008700853, 39307.895800092710610), (45921.953931549871457, 21213.794301586595867),
    (13731.693765509461125, 5394.1960214247511077), (1971.5909503065514427, 687.18700749205790830),
    (133.14166789178437745, 42.313330701600911252), (3.3871328727963666080, 1.0)
  ]
  private static let tail = [
    (7.74545014278341407640e-4, 1.05075007164441684324e-9), (2.27238449892691845833e-2, 5.47593808499534494600e-4),
    (2.41780725177450611770e-1, 1.51986665636164571966e-2), (1.27045825245236838258, 1.48103976427480074590e-1),
    (3.64784832476320460504, 6.89767334985100004550e-1), (5.76949722146069140550, 1.67638483018380384940),
    (4.63033784615654529590, 2.05319162663775882187), (1.42343711074968357734, 1.0)
  ]
  private static let farTail = [
    (2.01033439929228813265e-7, 2.04426310338993978564e-15), (2.71155556874348757815e-5, 1.42151175831644588870e-7),
    (1.24266094738807843860e-3, 1.84631831751005468180e-5), (2.65321895265761230930e-2, 7.86869131145613259100e-4),
    (2.96560571828504891230e-1, 1.48753612908506148525e-2), (1.78482653991729133580, 1.36929880922735805310e-1),
    (5.46378491116411436990, 5.99832206555887937690e-1), (6.65790464350110377720, 1.0)
  ]
}
