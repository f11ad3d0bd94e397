// An exact fraction, for the oracle.
//
// Fractions are brought to lowest terms when they are small (a machine word's Euclid costs nothing) or have grown past
// `limbLimit`; in between a common factor may stay. That keeps a thousand agreements to seconds in a debug build, and
// no one can tell: comparison multiplies crosswise.

struct BigRational: Sendable, ExpressibleByIntegerLiteral {
  /// Whether it is below zero; false for zero.
  let isNegative: Bool
  let numerator: BigNatural
  /// Never zero.
  let denominator: BigNatural

  /// Numerator and denominator together are brought to lowest terms above this many limbs.
  private static let limbLimit = 24

  /// ± numerator ÷ denominator, which must not be zero.
  init(isNegative: Bool, _ numerator: BigNatural, _ denominator: BigNatural) {
    precondition(!denominator.isZero, "a fraction over zero")
    self.isNegative = isNegative && !numerator.isZero
    if numerator.isZero {
      (self.numerator, self.denominator) = (numerator, BigNatural(1))
    } else if let n = numerator.small, let d = denominator.small {
      let common = euclid(n, d)
      (self.numerator, self.denominator) = (BigNatural(n / common), BigNatural(d / common))
    } else if numerator.limbs.count + denominator.limbs.count > Self.limbLimit {
      let common = numerator.greatestCommonDivisor(with: denominator)
      self.numerator = common.isOne ? numerator : numerator.dividedFully(by: common).quotient
      self.denominator = common.isOne ? denominator : denominator.dividedFully(by: common).quotient
    } else {
      (self.numerator, self.denominator) = (numerator, denominator)
    }
  }

  /// numerator ÷ denominator, which must not be zero.
  init(_ numerator: Int, over denominator: Int = 1) {
    self.init(
      isNegative: (numerator < 0) != (denominator < 0), BigNatural(UInt64(numerator.magnitude)),
      BigNatural(UInt64(denominator.magnitude)))
  }

  init(integerLiteral value: Int) { self.init(value) }

  static let zero: BigRational = 0

  var isZero: Bool { numerator.isZero }
  var magnitude: BigRational { BigRational(isNegative: false, numerator, denominator) }

  /// The greatest whole number that is not above this one, clamped to the range of Int.
  var floor: Int {
    let (quotient, remainder) = numerator.dividedFully(by: denominator)
    let whole = Int(clamping: quotient.small ?? UInt64.max)
    return isNegative ? -whole - (remainder.isZero ? 0 : 1) : whole
  }

  /// The nearest double, ties to even; infinite beyond the largest one. (Below the least normal double the last bit
  /// may be off by one, since it is rounded twice.)
  var toDouble: Double {
    if isZero { return 0 }
    // Scaled so that the whole quotient has 64 or 65 bits; what is cut off is remembered in its last bit.
    let scale = 64 - (numerator.bitWidth - denominator.bitWidth)
    let dividend = scale > 0 ? numerator.shiftedLeft(scale) : numerator
    let divisor = scale < 0 ? denominator.shiftedLeft(-scale) : denominator
    let (quotient, remainder) = dividend.dividedFully(by: divisor)
    let cut = quotient.bitWidth - 64
    let lost = !remainder.isZero || (cut > 0 && quotient.bits(from: 0) & 1 == 1)
    let leading = quotient.bits(from: max(0, cut)) | (lost ? 1 : 0)
    let value = Double(sign: .plus, exponent: max(0, cut) - scale, significand: Double(leading))
    return isNegative ? -value : value
  }
}

extension BigRational: Comparable {
  static func == (a: BigRational, b: BigRational) -> Bool {
    a.isNegative == b.isNegative && a.numerator * b.denominator == b.numerator * a.denominator
  }

  static func < (a: BigRational, b: BigRational) -> Bool {
    if a.isNegative != b.isNegative { return a.isNegative }
    let (left, right) = (a.numerator * b.denominator, b.numerator * a.denominator)
    return a.isNegative ? right < left : left < right
  }
}

extension BigRational {
  static prefix func - (a: BigRational) -> BigRational {
    BigRational(isNegative: !a.isNegative, a.numerator, a.denominator)
  }

  static func + (a: BigRational, b: BigRational) -> BigRational {
    if a.isZero { return b }
    if b.isZero { return a }
    let same = a.denominator == b.denominator
    let left = same ? a.numerator : a.numerator * b.denominator
    let right = same ? b.numerator : b.numerator * a.denominator
    let below = same ? a.denominator : a.denominator * b.denominator
    if a.isNegative == b.isNegative { return BigRational(isNegative: a.isNegative, left + right, below) }
    if left < right { return BigRational(isNegative: b.isNegative, right - left, below) }
    return BigRational(isNegative: a.isNegative, left - right, below)
  }

  static func - (a: BigRational, b: BigRational) -> BigRational { a + -b }

  static func * (a: BigRational, b: BigRational) -> BigRational {
    BigRational(
      isNegative: a.isNegative != b.isNegative, a.numerator * b.numerator, a.denominator * b.denominator)
  }

  /// a ÷ b, which must not be zero.
  static func / (a: BigRational, b: BigRational) -> BigRational {
    BigRational(
      isNegative: a.isNegative != b.isNegative, a.numerator * b.denominator, a.denominator * b.numerator)
  }

  /// This number to a whole power; a negative one only of a number that is not zero.
  func power(_ exponent: Int) -> BigRational {
    var result: BigRational = 1
    for _ in 0..<exponent.magnitude { result = result * self }
    return exponent < 0 ? 1 / result : result
  }
}

extension BigRational: CustomStringConvertible {
  var description: String { "\(toDouble)" }
}
