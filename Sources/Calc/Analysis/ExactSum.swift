// A sum of floating-point numbers without rounding, so that it does not depend on the order they come in: threads add
// up what they have and their sums are added, in any order, to the same bits.
//
// The sum is one long fixed-point number from 2^−1074, the smallest number there is, to beyond the largest, in digits
// of 32 bits (U. Kulisch's accumulator). Digits are signed 64-bit and carry only when there is need.

/// The exact sum of finite numbers.
struct ExactSum: Sendable, Equatable {
  /// Digit i counts 2^(32 i − 1074).
  private var digits = [Int64](repeating: 0, count: 68)
  /// Numbers added since digits were last carried; each adds less than 2^32 to a digit.
  private var pending = 0

  /// Adds a finite number.
  mutating func add(_ value: Double) {
    guard value.isFinite, value != 0 else { return }
    let exponent = max(1, Int(value.exponentBitPattern))
    let hidden: UInt64 = value.exponentBitPattern == 0 ? 0 : 1 << 52
    let mantissa = value.significandBitPattern | hidden
    let position = exponent - 1
    let (digit, shift) = (position / 32, UInt64(position % 32))
    let low = mantissa << shift
    let high = shift == 0 ? 0 : mantissa >> (64 - shift)
    let sign: Int64 = value < 0 ? -1 : 1
    digits[digit] += sign * Int64(low & 0xFFFF_FFFF)
    digits[digit + 1] += sign * Int64(low >> 32)
    digits[digit + 2] += sign * Int64(high)
    pending += 1
    if pending >= 1 << 29 { carry() }
  }

  /// Adds what another has summed.
  mutating func add(_ other: ExactSum) {
    var other = other
    carry()
    other.carry()
    for i in digits.indices { digits[i] += other.digits[i] }
    pending = 2
    carry()
  }

  /// The sum divided by `count`, rounded (within 2 units in the last place).
  func mean(of count: Int) -> Double {
    guard count > 0 else { return .nan }
    var copy = self
    copy.carry()
    // Below a negative top digit the others count upwards: turned around, so that no digits cancel.
    let negative = (copy.digits.last ?? 0) < 0
    if negative {
      for i in copy.digits.indices { copy.digits[i] = -copy.digits[i] }
      copy.carry()
    }
    // Three digits hold more than a double does. Divided before it is scaled, so that it cannot overflow.
    guard let top = copy.digits.lastIndex(where: { $0 != 0 }) else { return 0 }
    var sum = 0.0
    for i in stride(from: top, through: max(0, top - 3), by: -1) { sum = sum * 0x1p32 + Double(copy.digits[i]) }
    let exponent = 32 * max(0, top - 3) - 1074
    var mean = sum / Double(count)
    mean = mean * Self.power(exponent / 2) * Self.power(exponent - exponent / 2)
    return negative ? -mean : mean
  }

  /// Brings all digits but the last within 0 ..< 2^32.
  private mutating func carry() {
    for i in 0..<digits.count - 1 {
      let carried = digits[i] >> 32
      digits[i] -= carried << 32
      digits[i + 1] += carried
    }
    pending = 0
  }

  private static func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
}
