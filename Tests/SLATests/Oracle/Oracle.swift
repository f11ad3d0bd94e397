// The second implementation of the model: from an agreement, every quantity of model.md in exact fractions.
//
// Written from that page alone and in its order, one section each, so that the two can be laid side by side: time and
// goal here, leads and marketing's side in OracleFunnel.swift, sales' side and the indicators in OracleCapacity.swift.
// Nothing here knows the product's formulas. Percents are shares of 1, times are hours, sales cycles are days. Undefined is
// nil. Left out: the response promise, and rounding for show.

struct Oracle {
  let agreement: OracleAgreement
  var quantities: [String: OracleGrid] = [:]

  /// Every quantity, given or computed, by name. A driver that is neither given nor has a default is undefined.
  static func quantities(of agreement: OracleAgreement) -> [String: OracleGrid] {
    var oracle = Oracle(agreement: agreement)
    oracle.time()
    oracle.goal()
    oracle.leads()
    oracle.marketing()
    oracle.followUp()
    oracle.capacity()
    oracle.indicators()
    return oracle.quantities
  }

  private init(agreement: OracleAgreement) { self.agreement = agreement }

  subscript(name: String) -> OracleGrid {
    guard let grid = quantities[name] else { preconditionFailure("\(name) is read before it is defined") }
    return grid
  }

  var months: BigRational { BigRational(agreement.months) }
}

// MARK: How a quantity comes by its value

extension Oracle {
  /// Each cell is what the agreement gives for it, else the fallback's: a driver's default, a computed quantity's
  /// formula (which what is given then pins).
  mutating func define(_ name: String, _ axes: [OracleAxis] = [], _ fallback: OracleGrid = OracleGrid(nil)) {
    let driver = agreement.drivers[name]
    quantities[name] = OracleGrid(axes, of: agreement) { position in
      Self.figure(driver, axes, position)?.value ?? fallback[position]
    }
  }

  mutating func define(_ name: String, _ axes: [OracleAxis] = [], default value: BigRational) {
    define(name, axes, OracleGrid(value))
  }

  /// What a driver says at a position: its label's own value goes before the one for all.
  static func figure(_ driver: OracleDriver?, _ axes: [OracleAxis], _ position: OraclePosition) -> OracleFigure? {
    let label = axes.contains(.tier) ? position.tier : position.team
    let series = driver?.byLabel[label] ?? driver?.everywhere
    return series?.figure(in: axes.contains(.month) ? position.month : 0)
  }

  /// A flow, for the whole of the agreement's period.
  mutating func defineFlow(_ name: String, _ fallback: OracleGrid = OracleGrid(nil)) {
    guard let figure = Self.figure(agreement.drivers[name], [], OraclePosition()) else {
      return define(name, [], fallback)
    }
    let periods = figure.per.map { BigRational(agreement.months, over: $0.months) } ?? 1
    quantities[name] = OracleGrid(figure.value * periods)
  }

  /// A share over an axis: the labels that are not given divide evenly what the given ones leave.
  mutating func defineShare(_ name: String, _ axis: OracleAxis) {
    let count = agreement.labels(axis).count
    let given = agreement.drivers[name]?.byLabel.compactMapValues { $0.figure(in: 0)?.value } ?? [:]
    let left = given.values.reduce(1) { $0 - $1 }
    quantities[name] = OracleGrid([axis], of: agreement) { position in
      given[position[axis]] ?? left / BigRational(count - given.count)
    }
  }
}

// MARK: Time

extension Oracle {
  /// A month of lag is 365.2425/12 days.
  static let daysPerMonth = BigRational(3_652_425, over: 120_000)

  mutating func time() {
    let first = agreement.firstMonth
    let holidays = agreement.holidays
    define(
      "working_days", [.month],
      OracleGrid([.month], of: agreement) { position in
        let month = first.adding(position.month)
        let days = (1...month.days).map { OracleDay(month: month, day: $0) }
        return BigRational(days.count { !$0.isWeekend && !holidays.contains($0) })
      })
    let hours = agreement.businessHours ?? (opens: 9 * 60, closes: 17 * 60)
    define("hours_per_day", default: BigRational(hours.closes - hours.opens, over: 60))
  }

  /// The calendar days of the period.
  var daysOfPeriod: BigRational {
    BigRational((0..<agreement.months).reduce(0) { $0 + agreement.firstMonth.adding($1).days })
  }
}

// MARK: Goal

extension Oracle {
  mutating func goal() {
    let seasonality = agreement.seasonality
    quantities["seasonality"] = OracleGrid([.month], of: agreement) { seasonality[$0.month] ?? 1 }
    let weight = self["seasonality"] / self["seasonality"].sum(.month)

    defineFlow("quota")
    defineFlow("self_generated", OracleGrid(0))
    defineFlow("next_quota", self["quota"])
    define("marketing_share", default: 1)
    define("monthly_quota", [.month], self["quota"] * weight)
    define(
      "marketing_quota", [.month],
      (self["quota"] - self["self_generated"]).atLeastZero * self["marketing_share"] * weight)
  }
}
