// A natural number of any size, for the oracle's exact fractions.
//
// Limbs of 64 bits, lowest first, no leading zeros; schoolbook methods. The inner loops walk raw pointers with `while`: the tests run in a debug
// build, where an array's subscript and a range's iterator are calls and a pointer's subscript is not.

struct BigNatural: Sendable {
  /// Lowest limb first; empty for zero; the last limb is never zero.
  let limbs: [UInt64]

  init(_ value: UInt64) { limbs = value == 0 ? [] : [value] }

  init(trimming digits: [UInt64]) {
    var digits = digits
    while digits.last == 0 { digits.removeLast() }
    limbs = digits
  }

  var isZero: Bool { limbs.isEmpty }
  var isOne: Bool { limbs.count == 1 && limbs[0] == 1 }
  /// The number itself where it fits one limb.
  var small: UInt64? { limbs.count > 1 ? nil : limbs.first ?? 0 }
  /// How many bits the number takes; 0 for zero.
  var bitWidth: Int { limbs.count * 64 - (limbs.last?.leadingZeroBitCount ?? 0) }

  /// The 64 bits that start at the given bit, counted from the lowest.
  func bits(from start: Int) -> UInt64 {
    let limb = start / 64
    let shift = UInt64(start % 64)
    let low = limb < limbs.count ? limbs[limb] >> shift : 0
    let high = limb + 1 < limbs.count && shift > 0 ? limbs[limb + 1] << (64 - shift) : 0
    return low | high
  }
}

/// Calls `body` with both numbers' limbs and how many there are.
func withLimbs(
  _ a: BigNatural, _ b: BigNatural, _ body: (UnsafePointer<UInt64>, Int, UnsafePointer<UInt64>, Int) -> Void
) {
  a.limbs.withUnsafeBufferPointer { x in
    b.limbs.withUnsafeBufferPointer { y in
      guard let px = x.baseAddress, let py = y.baseAddress else { return }
      body(px, x.count, py, y.count)
    }
  }
}

/// A number of `count` limbs that start at zero and are filled by `body`.
func filled(_ count: Int, _ body: (UnsafeMutablePointer<UInt64>) -> Void) -> BigNatural {
  BigNatural(
    trimming: [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      start.initialize(repeating: 0, count: count)
      body(start)
      initialized = count
    })
}

extension BigNatural: Comparable {
  static func == (a: BigNatural, b: BigNatural) -> Bool { a.compared(to: b) == 0 }
  static func < (a: BigNatural, b: BigNatural) -> Bool { a.compared(to: b) < 0 }

  /// −1, 0 or 1.
  private func compared(to other: BigNatural) -> Int {
    if limbs.count != other.limbs.count { return limbs.count < other.limbs.count ? -1 : 1 }
    var answer = 0
    withLimbs(self, other) { x, count, y, _ in
      var i = count - 1
      while i >= 0 && x[i] == y[i] { i -= 1 }
      if i >= 0 { answer = x[i] < y[i] ? -1 : 1 }
    }
    return answer
  }
}

extension BigNatural {
  static func + (a: BigNatural, b: BigNatural) -> BigNatural {
    if a.isZero { return b }
    if b.isZero { return a }
    let (long, short) = a.limbs.count >= b.limbs.count ? (a, b) : (b, a)
    return filled(long.limbs.count + 1) { out in
      withLimbs(long, short) { x, n, y, m in
        var carry: UInt64 = 0
        var i = 0
        while i < n {
          let (first, over) = x[i].addingReportingOverflow(i < m ? y[i] : 0)
          let (sum, overAgain) = first.addingReportingOverflow(carry)
          out[i] = sum
          carry = over || overAgain ? 1 : 0
          i += 1
        }
        out[n] = carry
      }
    }
  }

  /// a − b, for a ≥ b.
  static func - (a: BigNatural, b: BigNatural) -> BigNatural {
    if b.isZero { return a }
    return filled(a.limbs.count) { out in
      withLimbs(a, b) { x, n, y, m in
        var borrow: UInt64 = 0
        var i = 0
        while i < n {
          let (first, under) = x[i].subtractingReportingOverflow(i < m ? y[i] : 0)
          let (difference, underAgain) = first.subtractingReportingOverflow(borrow)
          out[i] = difference
          borrow = under || underAgain ? 1 : 0
          i += 1
        }
      }
    }
  }

  static func * (a: BigNatural, b: BigNatural) -> BigNatural {
    if a.isZero || b.isZero { return BigNatural(0) }
    if a.isOne { return b }
    if b.isOne { return a }
    return filled(a.limbs.count + b.limbs.count) { out in
      withLimbs(a, b) { x, n, y, m in
        var i = 0
        while i < n {
          out[i + m] = addProduct(of: x[i], y, m, to: out + i)
          i += 1
        }
      }
    }
  }

  /// self · 2^bits.
  func shiftedLeft(_ bits: Int) -> BigNatural {
    if isZero || bits == 0 { return self }
    let limb = bits / 64
    let shift = UInt64(bits % 64)
    return filled(limbs.count + limb + 1) { out in
      withLimbs(self, self) { x, n, _, _ in
        var i = 0
        while i < n {
          out[i + limb] |= x[i] << shift
          if shift > 0 { out[i + limb + 1] = x[i] >> (64 - shift) }
          i += 1
        }
      }
    }
  }
}

/// Adds factor · y to the m limbs at `out`, and returns the carry.
func addProduct(
  of factor: UInt64, _ y: UnsafePointer<UInt64>, _ m: Int, to out: UnsafeMutablePointer<UInt64>
) -> UInt64 {
  var carry: UInt64 = 0
  var j = 0
  while j < m {
    let (high, low) = factor.multipliedFullWidth(by: y[j])
    let (first, over) = low.addingReportingOverflow(carry)
    let (sum, overAgain) = out[j].addingReportingOverflow(first)
    out[j] = sum
    carry = high &+ (over ? 1 : 0) &+ (overAgain ? 1 : 0)
    j += 1
  }
  return carry
}
