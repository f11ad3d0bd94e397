// What a quantity asks of a figure written for it, and how a figure that does not fit is refused: in the quantity's own
// words, with what to write instead.

/// What a quantity wants of a written value.
public struct Wanted: Sendable {
  public var units: Units
  /// The quantity's name, for messages.
  public var name: String
  /// What a bare figure for a time means; nil where it is refused.
  public var bareTime: BareTime?
  /// The hours of a business day, for proposals.
  public var hoursPerDay: Double

  public enum BareTime: Sendable {
    case minutes, hours
  }

  public init(_ units: Units, name: String = "this", bareTime: BareTime? = nil, hoursPerDay: Double = 8) {
    (self.units, self.name, self.bareTime, self.hoursPerDay) = (units, name, bareTime, hoursPerDay)
  }

  /// The value of a figure in the quantity's units.
  /// - Parameter reader: the form and the currency the figure was read in.
  public func value(of figure: Figure, reader: FigureReader) throws(Misread) -> Double {
    if figure.per != nil, units.flow == nil {
      throw Misread(
        "\(name) is not an amount per time", at: figure.span, mark: "per \(figure.per?.rawValue ?? "")",
        hint: reader.form.written(figure.number))
    }
    if figure.isBare, figure.value == 0 { return 0 }
    if units.isPercent { return try percent(figure, reader.form) }
    if units.isHours { return try hours(figure, reader.form) }
    if units.isDays { return try days(figure, reader.form) }
    switch figure.unit {
    case .none where units.flavour != .truth && units.choices == nil: return figure.value
    case .percent where units == .number: return figure.value
    case .money where units.money == 1:
      try reader.checkCurrency(of: figure)
      return figure.value
    default: throw otherKind(figure, nil)
    }
  }

  private func percent(_ figure: Figure, _ form: NumberForm) throws(Misread) -> Double {
    let number = form.written(figure.number)
    switch figure.unit {
    case .percent: return figure.value
    case .none where figure.value < 1: return figure.value
    case .none where figure.value == 1:
      throw Misread("\(number): write 1% or 100%", at: figure.span, mark: "two readings", instead: ["1%", "100%"])
    case .none: throw Misread("\(number): write \(number)%", at: figure.span, hint: "\(number)%")
    case .points:
      throw Misread(
        "\(number)pp is a change: write +\(number)pp or \(number)%", at: figure.span, mark: "two readings",
        instead: ["+\(number)pp", "\(number)%"])
    default: throw otherKind(figure, figure.number.value <= 100 ? "\(number)%" : nil)
    }
  }

  private func hours(_ figure: Figure, _ form: NumberForm) throws(Misread) -> Double {
    switch figure.unit {
    case .hours: return figure.value
    case .none:
      // 5m is five million everywhere, and was meant to be minutes here.
      let isMillions = figure.magnitude == 6
      if !isMillions, let bareTime {
        return figure.measured(as: bareTime == .hours ? .hours : .minutes).value
      }
      let number = form.written(isMillions ? figure.digits : figure.number)
      throw Misread(
        "\(number)\(isMillions ? "m" : ""): write \(number) min or \(number) h", at: figure.span, mark: "min or h?",
        instead: ["\(number) min", "\(number) h"])
    case .days:
      let days = figure.measure == .weeks ? figure.number.value * 5 : figure.value
      let hours = Digits(days * hoursPerDay).map { form.written($0) + " h" }
      throw Misread(
        "\(name) is a time of work: write \(hours ?? "hours")", at: figure.span,
        mark: figure.measure == .weeks ? "weeks" : "days", why: "a business day is not a calendar day", hint: hours)
    default: throw otherKind(figure, nil)
    }
  }

  private func days(_ figure: Figure, _ form: NumberForm) throws(Misread) -> Double {
    switch figure.unit {
    case .days, .none: return figure.value
    case .hours:
      let days = Digits(figure.value / 24).flatMap { $0.digits < 1000 ? form.written($0) + " days" : nil }
      throw Misread("\(name) is in calendar days: write \(days ?? "days")", at: figure.span, mark: "hours", hint: days)
    default: throw otherKind(figure, nil)
    }
  }

  private func otherKind(_ figure: Figure, _ hint: String?) -> Misread {
    let kind = figure.unit.spoken
    return Misread(
      "\(name) is \(units.spoken), not \(kind)", at: figure.unitSpan ?? figure.span, mark: "\(kind)", hint: hint)
  }
}

extension Figure.Unit {
  /// What a figure of this unit is called in a sentence.
  var spoken: String {
    switch self {
    case .none: "a plain number"
    case .percent: "a percentage"
    case .points: "percentage points"
    case .money: "money"
    case .hours: "a time"
    case .days: "a number of days"
    }
  }
}
