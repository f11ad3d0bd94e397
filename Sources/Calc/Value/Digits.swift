// A number in decimal, as people write it: 6.2 % is 62 × 10⁻³. Percent signs and suffixes only move the exponent, and
// the double is made once at the end, so that 6.2% is the double nearest 0.062 and +1pp on 5 % gives 6 %, not
// 6.000000000000001 %.

/// A decimal number of at most 17 digits: ± digits × 10^exponent, without trailing zeros. Zero is 0 × 10⁰.
struct Digits: Hashable, Sendable {
  var isNegative = false
  private(set) var digits: UInt64 = 0
  private(set) var exponent = 0

  /// As many digits as every double needs to be told from its neighbours.
  static let most = 17

  /// - Parameter digits: trailing zeros are moved into the exponent.
  init(_ digits: UInt64, exponent: Int = 0, isNegative: Bool = false) {
    guard digits > 0 else { return }
    (self.digits, self.exponent, self.isNegative) = (digits, exponent, isNegative)
    while self.digits % 10 == 0 {
      self.digits /= 10
      self.exponent += 1
    }
  }

  /// The shortest decimal that reads back as `value`. Nil unless finite.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    if let whole = UInt64(exactly: value.magnitude), whole < 1 << 53 {
      self.init(whole, isNegative: value < 0)
      return
    }
    var digits: UInt64 = 0
    var exponent = 0
    var written = 0
    var (afterPoint, afterE, negativeE) = (false, false, false)
    for byte in value.magnitude.description.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if afterE {
          written = written * 10 + Int(digit)
        } else {
          digits = digits &* 10 &+ UInt64(digit)
          if afterPoint { exponent -= 1 }
        }
      case UInt8(ascii: "."): afterPoint = true
      case UInt8(ascii: "-"): negativeE = true
      case UInt8(ascii: "e"): afterE = true
      default: break
      }
    }
    self.init(digits, exponent: exponent + (negativeE ? -written : written), isNegative: value < 0)
  }

  /// The same times a power of ten.
  func shifted(_ places: Int) -> Digits { Digits(digits, exponent: exponent + places, isNegative: isNegative) }

  var isWhole: Bool { exponent >= 0 }

  /// The digits as text, without mark or exponent.
  var text: String { String(digits) }

  /// The nearest double; infinity where the number is too large.
  var value: Double { magnitude(Double(digits), digits) * (isNegative ? -1 : 1) }

  /// The nearest double to this number over a small whole number (60 turns minutes into hours).
  func over(_ divisor: Int) -> Double {
    guard divisor > 1 else { return value }
    // Both sides of the division are exact where they fit, so that it rounds once.
    if digits < 1 << 53, (-19...0).contains(exponent) {
      let ratio = Double(digits) / (Self.powers[-exponent] * Double(divisor))
      return isNegative ? -ratio : ratio
    }
    return value / Double(divisor)
  }

  private func magnitude(_ double: Double, _ digits: UInt64) -> Double {
    // A double holds the digits and the power exactly: one operation, one rounding (Clinger 1990).
    if digits < 1 << 53 {
      if (0...22).contains(exponent) { return double * Self.powers[exponent] }
      if (-22..<0).contains(exponent) { return double / Self.powers[-exponent] }
    }
    if exponent > 400 { return .infinity }
    if exponent < -400 { return 0 }
    return Double("\(digits)e\(exponent)") ?? .infinity
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22
  ]
}

/// Digits as they are read, one by one: a megabyte of them costs one look each.
struct DigitCounter {
  private var digits: UInt64 = 0
  private var count = 0
  private var zerosSince = 0
  private var exponent = 0
  /// More than 17 digits were seen between the first and the last that is not 0.
  private(set) var isTooLong = false

  mutating func append(_ digit: UInt8, fraction: Bool) {
    if fraction { exponent -= 1 }
    if digit == 0 {
      if count > 0 { zerosSince += 1 }
      return
    }
    count += zerosSince + 1
    guard count <= Digits.most else {
      isTooLong = true
      return
    }
    for _ in 0...zerosSince { digits *= 10 }
    zerosSince = 0
    digits += UInt64(digit)
  }

  var result: Digits { Digits(digits, exponent: exponent + zerosSince) }
}

extension Double {
  /// The value without the noise that reckoning in binary leaves behind: 770,000.0000000001 is 770,000. Only where so
  /// few digits are left that it was meant to be that figure.
  package var withoutNoise: Double {
    guard let all = Digits(self), all.digits >= 1_000_000_000_000_000 else { return self }
    let short = all.rounded(decimals: 13 - all.order)
    return short.digits < 10_000_000_000 ? short.value : self
  }
}

extension Digits {
  /// The sum of two doubles as people add them: of their shortest decimals, rounded once. 0.05 + 0.01 is 0.06.
  static func sum(_ a: Double, _ b: Double) -> Double {
    guard let x = Digits(a), let y = Digits(b), x.digits > 0, y.digits > 0, abs(x.exponent - y.exponent) <= 20 else {
      return a + b
    }
    let exponent = min(x.exponent, y.exponent)
    // 17 digits and 20 places are below 10³⁷, a 128-bit integer's sum.
    let sum = x.aligned(to: exponent) + y.aligned(to: exponent)
    return sum == 0 ? 0 : Double("\(sum)e\(exponent)") ?? a + b
  }

  /// The product of two doubles' shortest decimals, rounded once. 1,200,000 × 1.1 is 1,320,000.
  static func product(_ a: Double, _ b: Double) -> Double {
    guard let x = Digits(a), let y = Digits(b), x.digits > 0, y.digits > 0 else { return a * b }
    let digits = UInt128(x.digits) * UInt128(y.digits)
    let sign = x.isNegative != y.isNegative ? "-" : ""
    return Double("\(sign)\(digits)e\(x.exponent + y.exponent)") ?? a * b
  }

  private func aligned(to exponent: Int) -> Int128 {
    var aligned = Int128(digits)
    for _ in exponent..<self.exponent { aligned *= 10 }
    return isNegative ? -aligned : aligned
  }
}
