// Division of natural numbers (Knuth, The Art of Computer Programming 2, algorithm 4.3.1 D) and their greatest common
// divisor (Lehmer's, 4.5.2 L).

extension BigNatural {
  /// How often `divisor`, not zero, goes into the number, and what is left.
  func dividedFully(by divisor: BigNatural) -> (quotient: BigNatural, remainder: BigNatural) {
    if self < divisor { return (BigNatural(0), self) }
    if let d = divisor.small { return dividedFully(bySmall: d) }
    // Knuth's normalisation: the divisor's top bit is set, so that a guessed digit is at most two too large.
    let shift = (divisor.limbs.last ?? 0).leadingZeroBitCount
    let scaled = divisor.shiftedLeft(shift)
    let dividend = shiftedLeft(shift)
    var rest = dividend.limbs + [UInt64](repeating: 0, count: limbs.count + 1 - dividend.limbs.count)
    let n = scaled.limbs.count
    let steps = rest.count - n
    let quotient = filled(steps) { out in
      rest.withUnsafeMutableBufferPointer { buffer in
        withLimbs(scaled, scaled) { v, _, _, _ in
          guard let u = buffer.baseAddress else { return }
          var j = steps - 1
          while j >= 0 {
            out[j] = nextDigit(of: u + j, by: v, n)
            j -= 1
          }
        }
      }
    }
    let left = BigNatural(trimming: rest)
    return (quotient, left.shiftedRight(shift))
  }

  private func dividedFully(bySmall divisor: UInt64) -> (quotient: BigNatural, remainder: BigNatural) {
    var rest: UInt64 = 0
    let quotient = filled(limbs.count) { out in
      withLimbs(self, self) { x, n, _, _ in
        var i = n - 1
        while i >= 0 {
          (out[i], rest) = divisor.dividingFullWidth((rest, x[i]))
          i -= 1
        }
      }
    }
    return (quotient, BigNatural(rest))
  }

  /// ⌊self ÷ 2^bits⌋, for bits below 64.
  private func shiftedRight(_ bits: Int) -> BigNatural {
    bits == 0 || isZero ? self : BigNatural(trimming: limbs.indices.map { self.bits(from: $0 * 64 + bits) })
  }
}

/// Subtracts factor · v from the n + 1 limbs at `u`; true if that went below zero.
private func subtractProduct(
  of factor: UInt64, _ v: UnsafePointer<UInt64>, _ n: Int, from u: UnsafeMutablePointer<UInt64>
) -> Bool {
  var carry: UInt64 = 0
  var i = 0
  while i < n {
    let (high, low) = factor.multipliedFullWidth(by: v[i])
    let (first, over) = low.addingReportingOverflow(carry)
    let (difference, under) = u[i].subtractingReportingOverflow(first)
    u[i] = difference
    carry = high &+ (over ? 1 : 0) &+ (under ? 1 : 0)
    i += 1
  }
  let (top, under) = u[n].subtractingReportingOverflow(carry)
  u[n] = top
  return under
}

/// One step of the division: the digit that `v`, of n limbs, goes into the n + 1 limbs at `u`, which keep the rest.
private func nextDigit(of u: UnsafeMutablePointer<UInt64>, by v: UnsafePointer<UInt64>, _ n: Int) -> UInt64 {
  var digit = u[n] >= v[n - 1] ? UInt64.max : v[n - 1].dividingFullWidth((u[n], u[n - 1])).quotient
  var tooLarge = subtractProduct(of: digit, v, n, from: u)
  while tooLarge {
    digit -= 1
    let carry = addProduct(of: 1, v, n, to: u)
    let (top, over) = u[n].addingReportingOverflow(carry)
    u[n] = top
    tooLarge = !over
  }
  return digit
}

extension BigNatural {
  /// The greatest common divisor; that of a number and zero is the number.
  func greatestCommonDivisor(with other: BigNatural) -> BigNatural {
    var (a, b) = self < other ? (other, self) : (self, other)
    while !b.isZero {
      if let x = a.small, let y = b.small { return BigNatural(euclid(x, y)) }
      if let (first, second) = BigNatural.lehmerStep(a, b) {
        (a, b) = first < second ? (second, first) : (first, second)
      } else {
        (a, b) = (b, a.dividedFully(by: b).remainder)
      }
    }
    return a
  }

  /// Many of Euclid's steps at once: they are run on the leading 62 bits as long as those decide the quotients, and
  /// then applied to the whole numbers. Nothing where not even one is decided.
  private static func lehmerStep(_ a: BigNatural, _ b: BigNatural) -> (BigNatural, BigNatural)? {
    let low = a.bitWidth - 62
    guard low >= 0, b.bitWidth > low + 31 else { return nil }
    var x = Int64(a.bits(from: low))
    var y = Int64(b.bits(from: low))
    var row: (a: Int64, b: Int64) = (1, 0)
    var next: (a: Int64, b: Int64) = (0, 1)
    while y + next.a != 0 && y + next.b != 0 {
      let quotient = (x + row.a) / (y + next.a)
      if quotient != (x + row.b) / (y + next.b) { break }
      (row, next) = (next, (row.a - quotient * next.a, row.b - quotient * next.b))
      (x, y) = (y, x - quotient * y)
    }
    if row.b == 0 { return nil }
    return (combined(row, a, b), combined(next, a, b))
  }

  /// |factors.a · a + factors.b · b|, where the factors' signs differ.
  private static func combined(_ factors: (a: Int64, b: Int64), _ a: BigNatural, _ b: BigNatural) -> BigNatural {
    let first = BigNatural(factors.a.magnitude) * a
    let second = BigNatural(factors.b.magnitude) * b
    return first < second ? second - first : first - second
  }
}

/// Euclid's algorithm on machine words.
func euclid(_ a: UInt64, _ b: UInt64) -> UInt64 {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
