import Calc
import Glibc
import Testing

@Suite("exp and ln that are the same everywhere")
struct ElementaryTests {
  /// The C library's are within 1 unit in the last place, so two of it are allowed.
  @Test func expIsTheLibrarysToTwoUnitsInTheLastPlace() {
    let numbers = Seed(1).stream("exp")
    for i in 0..<5000 {
      let x = (numbers.uniform(i) - 0.5) * 1416
      let expected = exp(x)
      #expect((Elementary.exp(x) - expected).magnitude <= 2 * expected.ulp, "e^\(x)")
    }
  }

  @Test func lnIsTheLibrarysToTwoUnitsInTheLastPlace() {
    let numbers = Seed(1).stream("ln")
    for i in 0..<5000 {
      let u = numbers.uniform(i)
      for x in [u, 1 + (u - 0.5) * 1e-3, exp((u - 0.5) * 1400), u * 0x1p-1030] {
        let expected = log(x)
        #expect((Elementary.ln(x) - expected).magnitude <= 2 * expected.ulp, "ln \(x)")
      }
    }
  }

  @Test func theEndsOfTheirDomains() {
    #expect(Elementary.exp(0) == 1)
    #expect(Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(.infinity) == .infinity)
    #expect(Elementary.exp(1e9) == .infinity)
    #expect(Elementary.exp(-745) == .leastNonzeroMagnitude)
    #expect(Elementary.exp(.nan).isNaN)
    #expect(Elementary.ln(1) == 0)
    #expect(Elementary.ln(0) == -.infinity)
    #expect(Elementary.ln(.infinity) == .infinity)
    #expect(Elementary.ln(-1).isNaN)
    #expect(Elementary.ln(.nan).isNaN)
  }

  /// scipy.stats: poisson.pmf(3, 2.5), binom.pmf(50, 1000, 0.04); mpmath: exp(-100100 + 100000 ln 100100 - ln 100000!)
  @Test func countingTermsAreExactForLargeCounts() {
    #expect(close(Elementary.poisson(3, mean: 2.5), 0.21376301724973648))
    #expect(close(Elementary.poisson(100_000, mean: 100_100), 0.0012000779203517706))
    #expect(close(Elementary.binomial(50, 950, 0.04, 0.96), 0.017241825861475144))
    #expect(Elementary.poisson(0, mean: 0) == 1)
    #expect(Elementary.poisson(2, mean: 0) == 0)
  }

  /// ln n! from the sum of logarithms.
  @Test func stirlingsErrorGivesFactorials() {
    var sum = 0.0
    for n in 1...60 {
      let x = Double(n)
      sum += log(x)
      let stirling = (x + 0.5) * log(x) - x + 0.5 * log(2 * Double.pi)
      #expect((stirling + Elementary.stirlingError(x) - sum).magnitude < 1e-13 * max(1, sum))
    }
  }
}
