// The oracle's arithmetic: laws on random fractions from one to forty limbs, with the limbs that division and the
// greatest common divisor stumble over, and known figures.

import Testing

@Suite("Exact fractions")
struct BigRationalTests {
  /// Sizes mixed, and many limbs that are all zeros, all ones, or a lone bit at an end.
  private static func natural(_ random: inout SplitMix64, upTo limbs: Int = 20) -> BigNatural {
    BigNatural(
      trimming: (0..<random.int(0...limbs)).map { _ in
        random.chance(40) ? random.pick([0, 1, .max, .max - 1, 1 << 63, (1 << 63) - 1]) : random.next()
      })
  }

  private static func fraction(_ random: inout SplitMix64) -> BigRational {
    let small = random.chance(30)
    var below = small ? BigNatural(UInt64(random.int(1...1000))) : natural(&random)
    if below.isZero { below = BigNatural(1) }
    let above = small ? BigNatural(UInt64(random.int(0...1000))) : natural(&random)
    return BigRational(isNegative: random.chance(50), above, below)
  }

  @Test("Sums and products can be taken in any order", arguments: 1...4)
  func ring(seed: Int) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<150 {
      let (a, b, c) = (Self.fraction(&random), Self.fraction(&random), Self.fraction(&random))
      #expect(a + b == b + a)
      #expect((a + b) + c == a + (b + c))
      #expect(a * b == b * a)
      #expect((a * b) * c == a * (b * c))
      #expect(a * (b + c) == a * b + a * c)
    }
  }

  @Test("What is added or multiplied can be taken away again", arguments: 1...4)
  func inverses(seed: Int) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<150 {
      let (a, b) = (Self.fraction(&random), Self.fraction(&random))
      #expect(a + b - b == a)
      #expect((a - a).isZero)
      if !b.isZero { #expect(a * b / b == a) }
    }
  }

  @Test("The order is that of the difference's sign", arguments: 1...4)
  func order(seed: Int) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let (a, b) = (Self.fraction(&random), Self.fraction(&random))
      #expect((a < b) == (a - b).isNegative)
      #expect((a == b) == (a - b).isZero)
    }
  }

  @Test("A power is a product of as many factors")
  func powers() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<50 {
      let a = BigRational(random.int(-99...99), over: random.int(1...200))
      #expect(a.power(0) == 1)
      #expect(a.power(3) == a * a * a)
      #expect(a.power(9) == a.power(4) * a.power(5))
      if !a.isZero { #expect(a.power(-2) * a * a == 1) }
    }
  }

  @Test("Quotient times divisor and remainder give the dividend back", arguments: 1...4)
  func division(seed: Int) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let (a, b) = (Self.natural(&random, upTo: 40), Self.natural(&random))
      if b.isZero { continue }
      let (quotient, remainder) = a.dividedFully(by: b)
      #expect(quotient * b + remainder == a)
      #expect(remainder < b)
    }
  }

  @Test("The greatest common divisor is what plain Euclid finds, and carries a common factor", arguments: 1...4)
  func commonDivisor(seed: Int) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let (a, b, k) = (Self.natural(&random), Self.natural(&random), Self.natural(&random))
      let found = a.greatestCommonDivisor(with: b)
      var (x, y) = (a, b)
      while !y.isZero { (x, y) = (y, x.dividedFully(by: y).remainder) }
      #expect(found == x)
      #expect((a * k).greatestCommonDivisor(with: b * k) == found * k)
    }
  }

  @Test("Neighbours in Fibonacci's series, Euclid's worst case, have no common divisor")
  func fibonacci() {
    var (a, b) = (BigNatural(1), BigNatural(1))
    for _ in 0..<1500 { (a, b) = (b, a + b) }
    #expect(b.bitWidth == 1042)
    #expect(a.greatestCommonDivisor(with: b).isOne)
  }

  @Test("The floor is the whole number at or just below")
  func floors() {
    #expect(BigRational(7, over: 2).floor == 3)
    #expect(BigRational(-7, over: 2).floor == -4)
    #expect(BigRational(-4, over: 2).floor == -2)
    #expect(BigRational(0).floor == 0)
    #expect(BigRational(10).power(40).floor == Int.max)
    var random = SplitMix64(seed: 6)
    for _ in 0..<200 {
      let a = BigRational(random.int(-1_000_000...1_000_000), over: random.int(1...999)) * BigRational(1, over: 7)
      let floor = BigRational(a.floor)
      #expect(floor <= a && a < floor + 1)
    }
  }

  @Test("A double survives the way to a fraction and back")
  func doublesReturn() {
    var random = SplitMix64(seed: 7)
    var tried = 0
    while tried < 500 {
      let double = Double(bitPattern: random.next())
      if !double.isNormal { continue }
      let significand = BigRational(Int(double.significand * 0x1p52))
      let fraction = significand * BigRational(2).power(Int(double.exponent) - 52)
      #expect((double < 0 ? -fraction : fraction).toDouble == double)
      tried += 1
    }
  }

  @Test("A fraction becomes the nearest double, ties to even")
  func nearestDouble() {
    #expect(BigRational(1, over: 3).toDouble == 1.0 / 3.0)
    #expect(BigRational(-1, over: 10).toDouble == -0.1)
    #expect(BigRational(0).toDouble == 0)
    let unit = BigRational(2).power(53)
    #expect((unit + 1).toDouble == 0x1p53)
    #expect((unit + 3).toDouble == 0x1p53 + 4)
    #expect((unit + 1 + BigRational(10).power(-40)).toDouble == 0x1p53 + 2)
    #expect((unit + 1 - BigRational(10).power(-40)).toDouble == 0x1p53)
  }

  @Test("Huge and tiny numbers keep their scale")
  func scale() {
    #expect(BigRational(10).power(300).toDouble == 1e300)
    #expect(BigRational(10).power(-300).toDouble == 1e-300)
    #expect((BigRational(10).power(500) / BigRational(10).power(499)).toDouble == 10)
    #expect(BigRational(10).power(400).toDouble == .infinity)
    #expect(BigRational(10).power(-400).toDouble == 0)
    #expect(BigRational(2).power(-1074).toDouble == .leastNonzeroMagnitude)
  }
}
