// What tables show: few digits, as many as matter.
//
//     short        2,308   113,077   12.50   78%   2.5%   0.05%   7.4 min   467 h
//     compact      20k   1.2M
//     besideTest   89.96% and 90%: as many digits as agree with the sign of the test
//     change       −25.5%   +36 pp   +2
//
// A percentage that is not 0 or 100 % is never shown as one.

extension QuantityFormat {
  /// A value as a table shows it.
  /// - Parameters:
  ///   - rounding: `up` and `down` show whole numbers; `nearest` as many digits as are sensible.
  ///   - unit: with `%`, `h`, `min`, `days`; without it, times are in hours.
  ///   - decimals: at least so many decimals are kept where there are any.
  public func short(
    _ value: Double?, _ units: Units, rounding: Rounding = .nearest, unit: Bool = true, decimals: Int = 0
  ) -> String {
    guard var value, value.isFinite else { return Self.undefined }
    if units.choices != nil || units.flavour == .truth { return full(value, units) }
    if abs(value) < Rounding.noise(0) { value = 0 }
    let scale = TableScale(units, largest: abs(value), unit: unit)
    if rounding != .nearest, !units.isPercent, !scale.isMinutes {
      return number(Digits(rounding.whole(value))) + scale.suffix(of: value)
    }
    guard let digits = scale.digits(value) else { return Self.undefined }
    let kept = digits.rounded(decimals: max(decimals, scale.decimals(of: digits)))
    let text = number(kept)
    // Cents come in twos: 12.50.
    let isCents = units.isMoney && kept.exponent == -1 && kept.order < 3
    return text + (isCents ? "0" : "") + scale.suffix(of: value)
  }

  /// A large round figure in few characters: `20k`, `12.5k`, `1.2M`; others as `short`.
  public func compact(_ value: Double?, _ units: Units) -> String {
    guard let value, let digits = Digits(value), !units.isPercent, !units.isHours, !units.isDays else {
      return short(value, units)
    }
    for (power, suffix, decimals) in [(9, "bn", 2), (6, "M", 2), (3, "k", 1)] where digits.order >= power {
      let mantissa = digits.shifted(-power)
      if mantissa.exponent >= -decimals { return number(mantissa) + suffix }
    }
    return short(value, units)
  }

  /// Both sides of a test, with as many digits as it takes for what is shown to stand as the values do: 89.96% against
  /// 90% is never shown as 90%. Values equal within the tests' tolerance are shown equal.
  public func besideTest(
    _ left: Double?, _ right: Double?, _ units: Units, decimals: Int = 0
  ) -> (left: String, right: String) {
    guard let left, let right, left.isFinite, right.isFinite, units.choices == nil, units.flavour != .truth else {
      return (short(left, units), short(right, units))
    }
    let scale = TableScale(units, largest: max(abs(left), abs(right)), unit: true)
    let isEqual = abs(left - right) <= 1e-9 * max(abs(left), abs(right))
    guard let exactRight = scale.digits(right), let exactLeft = isEqual ? exactRight : scale.digits(left) else {
      return (Self.undefined, Self.undefined)
    }
    let (leftDecimals, rightDecimals) = (scale.decimals(of: exactLeft), scale.decimals(of: exactRight))
    var (shownLeft, shownRight) = (exactLeft, exactRight)
    for more in 0...Digits.most {
      shownLeft = exactLeft.rounded(decimals: max(decimals, leftDecimals) + more)
      shownRight = exactRight.rounded(decimals: max(decimals, rightDecimals) + more)
      if isEqual || (shownLeft.value < shownRight.value) == (left < right) && shownLeft != shownRight { break }
    }
    return (number(shownLeft) + scale.suffix(of: left), number(shownRight) + scale.suffix(of: right))
  }

  // MARK: - Changes

  /// How far a value moved: `+36 pp` for percentages, else relative, `−25.5%`.
  public func change(from before: Double?, to after: Double?, _ units: Units) -> String {
    guard let before, let after, before.isFinite, after.isFinite else { return Self.undefined }
    if units.isPercent { return difference(Digits.sum(after, -before), units) }
    guard before != 0 else { return after == 0 ? "0%" : Self.undefined }
    return signed(Digits((after - before) / abs(before))?.shifted(2), most: 1, least: 100, "%")
  }

  /// An amount more or less: `+2`, `−210,000`, `+20 min`; percentages in points, `+9.3 pp`.
  public func difference(_ value: Double?, _ units: Units) -> String {
    guard let value, value.isFinite else { return Self.undefined }
    if units.isPercent { return signed(Digits(value)?.shifted(2), most: 1, least: 10, " pp") }
    let text = short(abs(value), units)
    return value == 0 ? text : (value < 0 ? "−" : "+") + text
  }

  /// A signed figure with so many decimals below `least`, none above, and two digits below a tenth.
  private func signed(_ digits: Digits?, most: Int, least: Double, _ suffix: String) -> String {
    guard var digits else { return Self.undefined }
    let isNegative = digits.isNegative
    digits.isNegative = false
    let decimals = digits.value >= least ? 0 : max(most, 1 - digits.order)
    let shown = digits.rounded(decimals: decimals)
    let sign = shown.digits == 0 ? "" : isNegative ? "−" : "+"
    return sign + number(shown) + suffix
  }
}

/// What a column of one quantity is shown in, and with how many decimals.
struct TableScale {
  let units: Units
  let unit: Bool
  let isMinutes: Bool

  init(_ units: Units, largest: Double, unit: Bool) {
    (self.units, self.unit) = (units, unit)
    isMinutes = units.isHours && unit && largest > 0 && largest < 1
  }

  /// The number that stands in the table, exactly.
  func digits(_ value: Double) -> Digits? {
    units.isPercent ? Digits(value)?.shifted(2) : Digits(isMinutes ? value * 60 : value)
  }

  func suffix(of value: Double) -> String {
    guard unit else { return "" }
    if units.isPercent { return "%" }
    if units.isHours { return isMinutes ? " min" : " h" }
    if units.isDays { return value == 1 ? " day" : " days" }
    return ""
  }

  /// How many decimals are sensible.
  func decimals(of digits: Digits) -> Int {
    let order = digits.order
    // Two digits of what is below 1.
    if digits.digits > 0, order < 0 { return nearly(digits, 1 - order) }
    if units.isPercent {
      // What a person wrote is kept: 12.5%, 3.25%.
      let written = order >= 1 ? 1 : 2
      return digits.exponent >= -written ? written : nearly(digits, written - 1)
    }
    if units.isMoney { return order >= 3 ? 0 : 2 }
    if isMinutes { return order >= 1 ? 0 : 1 }
    if units.isDays { return order >= 2 ? 0 : 1 }
    return max(0, 2 - order)
  }

  /// So many decimals, or as many more as keep a percentage from being shown as the 100 % that it is not.
  private func nearly(_ digits: Digits, _ decimals: Int) -> Int {
    guard units.isPercent else { return decimals }
    return (decimals...max(decimals, 6)).first { digits.rounded(decimals: $0) != Digits(100) } ?? decimals
  }
}
