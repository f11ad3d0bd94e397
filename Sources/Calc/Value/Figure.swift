// One figure as it stands in a text, read as one token:
//
//     €1.2M      /month          45      days
//     money, digits, magnitude,  per     measure
//
// A figure is unsigned: a leading sign makes a step (Step.swift) or is the formula's minus.

/// A written figure: its exact decimal, what it is measured in, and the bytes it stands in.
public struct Figure: Equatable, Sendable {
  /// What the figure's unit says it is.
  public enum Unit: Equatable, Sendable {
    case none
    /// `4%`; the value is the fraction, 0.04.
    case percent
    /// `1pp`, percentage points; the value is the fraction, 0.01.
    case points
    /// A code, or `$` or `¥` where the sign alone stands for several.
    case money(String)
    /// A time of work or response; the value is in hours.
    case hours
    /// Calendar days; the value is in days.
    case days
  }

  /// Whether a comma stands in the figure and for what. Within a call's brackets it may have been meant to separate.
  public enum Comma: Equatable, Sendable {
    case none, group, decimal
  }

  /// The value: a fraction for percents and points, hours, days; the nearest double to what is written.
  public internal(set) var value = 0.0
  public internal(set) var unit = Unit.none
  /// What an amount is per, where it says so.
  public internal(set) var per: Per?
  public internal(set) var comma = Comma.none
  /// A comma stands between groups of digits: `1,200`.
  public var usedGroupComma: Bool { comma == .group }
  /// The bytes of the whole figure, unit and all.
  public internal(set) var span: Range<Int>
  /// The bytes of the unit alone (`%`, `EUR`, `min`), where there is one.
  public internal(set) var unitSpan: Range<Int>?

  /// The number in front of magnitude and unit: 1.2 of `1.2M`.
  var digits: Digits
  /// The power of ten of the suffix: 6 of `1.2M`.
  var magnitude: Int
  var measure: Measure

  /// Nothing but a number: no unit and no period.
  public var isBare: Bool { unit == .none && per == nil }

  init(_ digits: Digits, magnitude: Int = 0, measure: Measure = .none, span: Range<Int>) {
    (self.digits, self.magnitude, self.measure, self.span) = (digits, magnitude, measure, span)
    (value, unit) = (evaluated, measure.unit)
  }

  /// The same number in another measure: what `3 to 5%` makes of its 3.
  func measured(as measure: Measure) -> Figure {
    var copy = self
    copy.measure = measure
    (copy.value, copy.unit) = (copy.evaluated, measure.unit)
    return copy
  }

  /// The number with its magnitude, before its measure: 1200000 of `1.2M EUR`, 45 of `45 min`.
  var number: Digits { digits.shifted(magnitude) }

  private var evaluated: Double {
    switch measure {
    case .percent, .points: number.shifted(-2).value
    case .seconds: number.over(3600)
    case .minutes, .hoursAndMinutes: number.over(60)
    case .weeks: Digits(number.digits * 7, exponent: number.exponent).value
    case .none, .money, .hours, .days: number.value
    }
  }

  /// What the number counts, as it is written.
  enum Measure: Equatable, Sendable {
    case none, percent, points, seconds, minutes, hours, days, weeks
    /// `1h30`; the digits are minutes.
    case hoursAndMinutes
    case money(String)

    var unit: Unit {
      switch self {
      case .none: .none
      case .percent: .percent
      case .points: .points
      case .money(let code): .money(code)
      case .seconds, .minutes, .hours, .hoursAndMinutes: .hours
      case .days, .weeks: .days
      }
    }

    /// The measure a word means; nil for any other word. Single letters are lower case.
    init?(_ word: String) {
      switch word {
      case "s": self = .seconds
      case "h": self = .hours
      case "d": self = .days
      case "w": self = .weeks
      default:
        switch word.lowercased() {
        case "pp", "point", "points": self = .points
        case "percent": self = .percent
        case "sec", "secs", "second", "seconds": self = .seconds
        case "min", "mins", "minute", "minutes": self = .minutes
        case "hr", "hrs", "hour", "hours": self = .hours
        case "day", "days": self = .days
        case "week", "weeks", "wk", "wks": self = .weeks
        default: return nil
        }
      }
    }
  }
}

/// What an amount of a flow is per: `400k/month`.
public enum Per: String, Hashable, Sendable, CaseIterable {
  case month, quarter, year

  public var months: Int {
    switch self {
    case .month: 1
    case .quarter: 3
    case .year: 12
    }
  }

  /// An amount per this as an amount per `months` months, in proportion.
  public func amount(_ value: Double, over months: Int) -> Double {
    months == self.months ? value : value * Double(months) / Double(self.months)
  }

  /// What `amount(_:over:)` turned around: an amount per `months` months as one per this.
  public func written(_ value: Double, over months: Int) -> Double {
    months == self.months ? value : value * Double(self.months) / Double(months)
  }
}
