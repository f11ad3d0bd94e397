// The agreement as it was loaded or typed: who, when, what is given, what is promised. It is a value; the file it came
// from is read by AgreementReader, what follows from it is computed by Plan.

import Calc
import Leads

/// A service level agreement.
public struct Agreement: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case `internal`, customer, service, multilevel
  }

  public struct Party: Sendable, Equatable {
    /// marketing, sales, service …
    public var key: String
    public var director: String?
    public var email: String?
  }

  /// Opening and closing time in minutes since midnight.
  public struct BusinessHours: Sendable, Equatable {
    public var opens: Int
    public var closes: Int
    public static let standard = BusinessHours(opens: 9 * 60, closes: 17 * 60)
    public var hours: Double { Double(closes - opens) / 60 }
    /// "9:00-17:00"
    public var written: String {
      [opens, closes].map { "\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60)" }.joined(separator: "-")
    }
  }

  public var title: String
  public var kind = Kind.internal
  public var language = "en"
  public var currency = "EUR"
  public var period: Period
  public var businessHours = BusinessHours.standard
  public var holidays: [Day] = []
  public var parties: [Party] = []
  /// The axes and quantities, the agreement's own formulas included.
  public var schema: Schema
  /// What is given, in base.
  public var givens: Givens = [:]
  public var promises: [Promise] = []
  public var scenarios: [Scenario] = []
  /// What happened.
  public var actuals = Actuals()
  /// How exports of the CRM are to be read, where the agreement says so.
  public var tracking = LeadMapping()
  /// Which quantities every answer shows; nil for the standard ones.
  public var watch: [String]?
  /// Where assumptions come from, by name.
  public var sources: [String: String] = [:]
  /// Formulas of the agreement's own, in their order: name and text.
  public var formulas: [(name: String, text: String)] = []
  /// The prose keys of the agreement and other parts that are kept as they are, in their order.
  public var prose: [(key: String, node: YAMLNode)] = []
  /// Where each given quantity stands in the file, by name: line numbers for `why` and errors.
  public var lines: [String: Int] = [:]
  /// The file it was read from, nil for the built-in example or one made from nothing.
  public var file: String?
  /// What is worth saying though it is no error: a holiday at a weekend, a share that was assumed.
  public var remarks: [Phrase] = []

  public init(title: String, period: Period, schema: Schema) {
    self.title = title
    self.period = period
    self.schema = schema
  }

  /// What nobody sets: what the dates say and what was tracked.
  func facts() -> [Int: Pin] { dates().merging(trackedFacts()) { $1 } }

  /// What the dates of the agreement say: months, working days, business hours.
  private func dates() -> [Int: Pin] {
    var pins: [Int: Pin] = [:]
    func fact(_ name: String, _ cells: [Double], _ axes: AxisSet = []) {
      guard let place = schema.place(of: name) else { return }
      pins[place] = Pin(Grid(axes: axes, shape: schema.shape(axes), cells: cells))
    }
    fact("months", [Double(period.months)])
    fact("working_days", period.workingDays(without: holidays).map(Double.init), AxisSet(place: Model.month))
    fact("hours_per_day", [businessHours.hours])
    fact("period_days", [Double(Month(number: period.last.number + 1).first.number - period.start.first.number)])
    if let stage = schema.axes[Model.stage].labels.firstIndex(where: { $0.lowercased() == "opportunity" }) {
      fact("opportunity_stage", [Double(stage)])
    }
    return pins
  }

  /// The director of a party, or the party itself.
  public func director(of party: String) -> String? { parties.first { $0.key == party }?.director }
}
