// An agreement as a value: what is given, and nothing computed.
//
// `OracleGenerator` makes random ones, `OracleYAML` writes them as agreement.md describes, `Oracle` computes what
// model.md says follows from them. Every figure is exact; how it is spelled is the writer's business.

/// What a quantity is split by, in the canonical order.
enum OracleAxis: Int, CaseIterable, Comparable, Sendable, CustomStringConvertible {
  case tier, stage, team, month

  static func < (a: OracleAxis, b: OracleAxis) -> Bool { a.rawValue < b.rawValue }

  var description: String { ["tier", "stage", "team", "month"][rawValue] }

  init?(name: String) {
    guard let axis = Self.allCases.first(where: { $0.description == name }) else { return nil }
    self = axis
  }
}

/// The period a flow is written with.
enum OracleFlowPeriod: String, CaseIterable, Sendable {
  case month, quarter, year

  var months: Int {
    switch self {
    case .month: 1
    case .quarter: 3
    case .year: 12
    }
  }
}

/// One written figure. Percents are shares of 1, times are hours, sales cycles days.
struct OracleFigure: Sendable {
  var value: BigRational
  /// For a flow that is written with a period.
  var per: OracleFlowPeriod?
}

/// A value that may change by month: each step holds from its month (0 is the period's first) until the next.
struct OracleSeries: Sendable {
  var steps: [(month: Int, figure: OracleFigure)]

  init(steps: [(month: Int, figure: OracleFigure)]) { self.steps = steps }

  /// The same value in every month.
  init(_ value: BigRational, per: OracleFlowPeriod? = nil) {
    steps = [(month: 0, figure: OracleFigure(value: value, per: per))]
  }

  var isConstant: Bool { steps.count == 1 && steps[0].month == 0 }

  /// What holds in a month; nothing before the first step.
  func figure(in month: Int) -> OracleFigure? { steps.last { $0.month <= month }?.figure }
}

/// What the agreement gives for one quantity: a value that holds everywhere, values for single tiers or teams that go
/// before it, or both. Given for a computed quantity it is a pin.
struct OracleDriver: Sendable {
  var everywhere: OracleSeries?
  /// By the tier's or team's position.
  var byLabel: [Int: OracleSeries]

  init(everywhere: OracleSeries? = nil, byLabel: [Int: OracleSeries] = [:]) {
    self.everywhere = everywhere
    self.byLabel = byLabel
  }

  init(_ value: BigRational, per: OracleFlowPeriod? = nil) { self.init(everywhere: OracleSeries(value, per: per)) }

  /// One value for each tier or team, in the file's order.
  init(each values: [BigRational], per: OracleFlowPeriod? = nil) {
    self.init(
      byLabel: Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0, OracleSeries($1, per: per)) }))
  }
}

/// A random or hand-made agreement.
struct OracleAgreement: Sendable {
  /// Names it in reports, and decides how its file is spelled.
  var seed = 0
  var firstMonth: OracleMonth
  var months: Int
  /// Minutes after midnight, where the agreement says it.
  var businessHours: (opens: Int, closes: Int)?
  var holidays: [OracleDay] = []
  /// Empty stands for an agreement without tiers; it has the one tier `all`.
  var namedTiers: [String] = []
  var teams: [String] = []
  /// Empty where the agreement lists none.
  var stages: [String] = []
  /// By tier, then by stage; a single row holds for all tiers. Given exactly where stages are.
  var conversion: [[BigRational]] = []
  /// By month of the period; months not named weigh 1.
  var seasonality: [Int: BigRational] = [:]
  /// Everything else that is given, by the quantity's name.
  var drivers: [String: OracleDriver] = [:]

  var tiers: [String] { namedTiers.isEmpty ? ["all"] : namedTiers }

  /// The labels along an axis.
  func labels(_ axis: OracleAxis) -> [String] {
    switch axis {
    case .tier: tiers
    case .stage: stages
    case .team: teams
    case .month: (0..<months).map { firstMonth.adding($0).description }
    }
  }
}

/// A calendar month.
struct OracleMonth: Sendable, Equatable, CustomStringConvertible {
  var year: Int
  /// 1 to 12.
  var month: Int

  func adding(_ months: Int) -> OracleMonth {
    let count = year * 12 + month - 1 + months
    return OracleMonth(year: count / 12, month: count % 12 + 1)
  }

  var days: Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// 2026-07
  var description: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }
}

/// A calendar day.
struct OracleDay: Sendable, Equatable, CustomStringConvertible {
  var month: OracleMonth
  /// 1 to 31.
  var day: Int

  /// By Sakamoto's rule, which counts the days from a Sunday.
  var isWeekend: Bool {
    let year = month.month < 3 ? month.year - 1 : month.year
    let offset = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month.month - 1]
    let fromSunday = (year + year / 4 - year / 100 + year / 400 + offset + day) % 7
    return fromSunday == 0 || fromSunday == 6
  }

  /// 2026-08-17
  var description: String { "\(month)-\(day < 10 ? "0" : "")\(day)" }
}
