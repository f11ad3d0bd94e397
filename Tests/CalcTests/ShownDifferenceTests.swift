import Testing

@testable import Calc

/// What is shown of a difference adds up: the two figures, their difference and its parts.
@Suite struct ShownDifferenceTests {
  private func shown(
    _ before: Double, _ after: Double, _ units: Units, _ rounding: Rounding = .nearest
  ) -> ShownDifference {
    ShownDifference(from: before, to: after, units, rounding: rounding, in: QuantityFormat(currency: "EUR"))
  }

  /// Needs are shown rounded up: 2,333.3 and 2,727.9 stand as 2,334 and 2,728, so 394, though 394.6 is exact.
  @Test func partsMeetTheDifferenceOfWhatIsShown() {
    let difference = shown(2333.3, 2727.9, .count("leads"), .up)
    #expect([difference.before, difference.after, difference.text] == ["2,334", "2,728", "+394"])
    #expect(difference.parts([438.5, -43.9]) == ["+438", "−44"])
  }

  @Test func percentagesDifferInPoints() {
    let difference = shown(0.94311, 1.31562, .percent)
    #expect([difference.before, difference.after, difference.text] == ["94%", "132%", "+38 pp"])
    #expect(difference.parts([0.175, 0.198]) == ["+18 pp", "+20 pp"])
  }

  @Test func asManyDecimalsAsTellThemApartOnBothSides() {
    let difference = shown(0.8996, 0.9004, .percent)
    #expect([difference.before, difference.after, difference.text] == ["89.96%", "90.04%", "+0.08 pp"])
    let customers = shown(73.8, 73.821, .count("customers"))
    #expect([customers.before, customers.after, customers.text] == ["73.80", "73.82", "+0.02"])
  }

  @Test func timesStandInOneScale() {
    let difference = shown(0.75, 1.5, .hours)
    #expect([difference.before, difference.after, difference.text] == ["0.75 h", "1.50 h", "+0.75 h"])
    let minutes = shown(0.1, 0.25, .hours)
    #expect([minutes.before, minutes.after, minutes.text] == ["6 min", "15 min", "+9 min"])
  }

  @Test func aPartOfNothingStaysNothing() {
    #expect(shown(1.4, 3.6, .count("leads"), .up).parts([0, 2.2]) == ["0", "+2"])
  }

  @Test func whatIsUndefinedHasNoDifference() {
    let difference = shown(.nan, 5, .count("leads"), .up)
    #expect([difference.before, difference.after, difference.text] == ["–", "5", "–"])
    #expect(difference.parts([1]) == ["–"])
  }

  @Test func thePromptsDecimalMarkIsKept() {
    let format = QuantityFormat(form: NumberForm(decimalComma: true))
    let difference = ShownDifference(from: 12, to: 12.5, .count("customers"), rounding: .nearest, in: format)
    #expect([difference.before, difference.after, difference.text] == ["12,0", "12,5", "+0,5"])
  }

  /// Read back from the texts, the parts add up to the difference, and before + difference is after.
  @Test func whatIsShownAddsUpWhateverTheValues() throws {
    let numbers = Seed(31).stream("differences")
    func read(_ text: String) throws -> Double {
      let bare = text.filter { $0.isNumber || ".−-".contains($0) }
      return try #require(Double(bare.replacing("−", with: "-")), "\(text)")
    }
    let kinds: [(Units, Rounding)] = [
      (.count("leads"), .up), (.count("leads"), .down), (.percent, .nearest), (.money, .nearest), (.hours, .nearest),
      (.number, .nearest), (.count("customers"), .nearest)
    ]
    for at in 0..<700 {
      let (units, rounding) = kinds[at % kinds.count]
      let scale = [0.01, 1, 30, 4_000, 2e6][at / kinds.count % 5]
      let before = numbers.uniform(40 * at) * scale
      let count = 1 + numbers.whole(below: 8, 40 * at + 1)
      let parts = (0..<count).map { (numbers.uniform(40 * at + 2 + $0) - 0.5) * scale / 2 }
      let after = before + parts.reduce(0, +)
      let shown = shown(before, after, units, rounding)
      let total = try read(shown.text)
      let sum = try shown.parts(parts).reduce(0) { $0 + (try read($1)) }
      #expect(abs(sum - total) < 1e-9 * max(1, abs(total)), "\(shown.parts(parts)) is not \(shown.text)")
      #expect(abs(try read(shown.before) + total - (try read(shown.after))) < 1e-9 * max(1, scale))
    }
  }
}
