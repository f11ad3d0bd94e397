// What a quantity is counted in. "Units" is what is counted; "axis" (Axis.swift) is what it is split by.
//
//     Units = dimension (money¹ hours⁰ days⁰)  +  flavour (percent, the noun of a count)  +  flow (per what)
//
// Counts, percentages and plain numbers have no dimension: 100 leads × 4 % are customers because the formula's
// owner says so. The flavour is what a result is shown as and what keeps reps from being added to leads.

/// What a quantity is counted in.
public struct Units: Hashable, Sendable {
  /// What a figure without dimension is: shown as a percentage, as a plain number, or as a count of something.
  public enum Flavour: Hashable, Sendable {
    case number
    case percent
    /// A count; the noun is plural ("leads").
    case count(String)
    /// Yes or no: the result of a comparison.
    case truth
    /// One of a few words; its value is the word's index.
    case choice([String])
  }

  /// What a flow's plain figure is per.
  public enum Flow: Hashable, Sendable {
    /// The agreement's period.
    case period
    case month
  }

  public var flavour: Flavour
  /// Power of money.
  public var money: Int
  /// Power of hours: times of work and response.
  public var hours: Int
  /// Power of days: calendar days, which are not hours of work (model.md, Time).
  public var days: Int
  /// Set where the figure is an amount per time that may be written with a period.
  public var flow: Flow?

  public init(_ flavour: Flavour = .number, money: Int = 0, hours: Int = 0, days: Int = 0, flow: Flow? = nil) {
    self.flavour = flavour
    self.money = money
    self.hours = hours
    self.days = days
    self.flow = flow
  }

  public static let number = Units()
  public static let percent = Units(.percent)
  public static let truth = Units(.truth)
  public static let money = Units(money: 1)
  public static let hours = Units(hours: 1)
  public static let days = Units(days: 1)
  public static func count(_ noun: String) -> Units { Units(.count(noun)) }

  /// The same without its flow.
  public var still: Units {
    var copy = self
    copy.flow = nil
    return copy
  }

  public var hasDimension: Bool { money != 0 || hours != 0 || days != 0 }
  public var isPercent: Bool { !hasDimension && flavour == .percent }
  public var isMoney: Bool { money == 1 && hours == 0 && days == 0 }
  public var isHours: Bool { money == 0 && hours == 1 && days == 0 }
  public var isDays: Bool { money == 0 && hours == 0 && days == 1 }
  /// Money for each calendar day: a velocity.
  public var isMoneyADay: Bool { money == 1 && hours == 0 && days == -1 }
  /// The noun of a count.
  public var noun: String? { if !hasDimension, case .count(let noun) = flavour { noun } else { nil } }
  public var choices: [String]? { if case .choice(let words) = flavour { words } else { nil } }
  public func sameDimension(_ other: Units) -> Bool {
    money == other.money && hours == other.hours && days == other.days
  }

  /// What the units are called in a sentence: "money", "a percentage", "a count of leads".
  public var spoken: String {
    if isMoney { return "money" }
    if isHours { return "a time" }
    if isDays { return "a number of days" }
    if isMoneyADay { return "money a day" }
    if hasDimension {
      var parts: [String] = []
      for (power, name) in [(money, "money"), (hours, "hours"), (days, "days")] where power != 0 {
        parts.append(power == 1 ? name : "\(name)^\(power)")
      }
      return parts.joined(separator: " × ")
    }
    switch flavour {
    case .number: return "a plain number"
    case .percent: return "a percentage"
    case .count(let noun): return "a count of \(noun)"
    case .truth: return "a yes or no"
    case .choice(let words): return "a choice of \(words.joined(separator: ", "))"
    }
  }

  /// The name in JSON and CSV: a currency code, `percent`, `hours`, `days`, `number` or a count's noun (shell.md).
  /// - Parameter currency: the agreement's currency code.
  public func name(currency: String) -> String {
    if isMoney || isMoneyADay { return currency }
    if isHours { return "hours" }
    if isDays { return "days" }
    if hasDimension { return "number" }
    switch flavour {
    case .number: return "number"
    case .percent: return "percent"
    case .count(let noun): return noun
    case .truth: return "truth"
    case .choice: return "choice"
    }
  }
}
