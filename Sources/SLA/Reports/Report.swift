// A report is one value: its name, what it tells, and the page it makes of a plan. To add one: one value in
// `Report.standard`. A page is figures and sentences, not how they look; the shell shows it, a document may print it.

import Calc
import Leads

/// A report on what happened against what was agreed.
public struct Report: Sendable {
  /// How it is asked for: `report sla`.
  public var name: String
  public var title: Phrase
  /// What it tells, in a sentence.
  public var does: Phrase
  /// The page, with figures in its sentences written in a form.
  /// - Throws: what it cannot do without.
  public var page: @Sendable (Plan, QuantityFormat) throws(Diagnostic) -> ReportPage

  /// Every report, in the order of help.
  public static let standard: [Report] = [.sla, .marketing, .speed, .depth, .funnel]

  /// The report of a name.
  public static func named(_ name: String) -> Report? { standard.first { $0.name == name } }
}

/// What a report says of one state of a plan.
public struct ReportPage: Sendable {
  public enum Tone: Sendable, Equatable {
    case plain, good, bad, quiet, strong
  }

  public enum Part: Sendable {
    case sentence(Phrase, Tone)
    case table(ReportTable)
    case curve(ReportCurve)
    case bars(ReportBars)
    /// Promises with how they stand and what follows.
    case promises([PromiseOutcome])
    case gap
  }

  public var title: Phrase
  /// What it rests on: files, typed months, as of when.
  public var basis: Phrase
  public var parts: [Part] = []

  init(_ title: Phrase, _ plan: Plan) {
    self.title = title
    basis = plan.agreement.actuals.spokenSources
  }

  mutating func say(_ phrase: Phrase, _ tone: Tone = .plain) { parts.append(.sentence(phrase, tone)) }
  mutating func show(_ table: ReportTable) { if !table.rows.isEmpty { parts.append(.table(table)) } }
}

/// Figures in rows, each with its units.
public struct ReportTable: Sendable {
  public struct Cell: Sendable {
    /// NaN where undefined.
    public var value: Double
    public var units: Units
    public var rounding: Rounding
    public var tone: ReportPage.Tone

    init(_ value: Double, _ units: Units, rounding: Rounding = .nearest, _ tone: ReportPage.Tone = .plain) {
      (self.value, self.units, self.rounding, self.tone) = (value, units, rounding, tone)
    }
  }

  public struct Row: Sendable {
    /// What programs know it by.
    public var name: String
    public var label: Phrase
    public var cells: [Cell]
    /// A word behind its figures: "open".
    public var note: Phrase?
    public var isTotal: Bool
  }

  public var title: Phrase
  /// What the columns are: months as `2026-07`, or words.
  public var columns: [Phrase]
  public var rows: [Row] = []

  init(_ title: Phrase, columns: [Phrase]) { (self.title, self.columns) = (title, columns) }

  mutating func add(
    _ name: String, _ label: Phrase, _ cells: [Cell], note: Phrase? = nil, isTotal: Bool = false
  ) {
    rows.append(Row(name: name, label: label, cells: cells, note: note, isTotal: isTotal))
  }

  /// A row of figures in the same units; left out where none of them is defined.
  mutating func add(_ name: String, _ label: Phrase, _ values: [Double], _ units: Units, rounding: Rounding = .nearest)
  {
    guard values.contains(where: { !$0.isNaN }) else { return }
    add(name, label, values.map { Cell($0, units, rounding: rounding) })
  }
}

/// Lines over days.
public struct ReportCurve: Sendable {
  public var title: Phrase
  public var days: [Day]
  public var units: Units
  /// NaN where a line has no value on a day.
  public var lines: [(name: Phrase, values: [Double])]
  public var today: Day?
}

/// How many fell where.
public struct ReportBars: Sendable {
  public var title: Phrase
  /// Each with its count; whether it breaks what was agreed.
  public var bars: [(name: Phrase, count: Double, isBroken: Bool)]
  public var units: Units
}

// MARK: What reports read

extension Plan {
  /// The cells of a quantity; NaN where undefined.
  func cells(of name: String) -> [Double] { schema.place(of: name).map { sheet.grid($0).cells } ?? [] }

  /// The value of a quantity without axes, or of its first cell.
  func figure(_ name: String) -> Double { cells(of: name).first ?? .nan }

  /// A formula's value; NaN where it makes no sense here.
  func reckoned(_ text: String) -> Grid {
    let source = Source(text)
    guard
      let syntax = try? Parser.formula(source, vocabulary: schema.vocabulary, figures: FigureReader()),
      let checked = try? checked(syntax, source)
    else { return Grid(.nan) }
    return sheet.evaluate(checked)
  }

  /// A quantity by month, added up over its other axes.
  func monthly(_ name: String) -> [Double] {
    guard let definition = schema.definition(name) else { return [] }
    let rest = definition.axes.subtracting(AxisSet(place: Model.month)).places.map { schema.axes[$0].name }
    return reckoned(rest.isEmpty ? name : "total(\(name), \(rest.joined(separator: ", ")))").cells
  }

  /// The period's months as columns of a table.
  var monthColumns: [Phrase] { schema.axes[Model.month].labels.map { Phrase(verbatim: $0) } }

  /// - Throws: where nothing is tracked yet.
  func tracked() throws(Diagnostic) -> Actuals {
    let actuals = agreement.actuals
    guard !actuals.isEmpty else {
      throw Diagnostic(
        "nothing is tracked yet", why: "Reports are about what happened: type a month's figures or track a file.",
        hint: Diagnostic.hint([
          "track \(schema.axes[Model.month].labels.first ?? "2026-07") leads 1320, customers 44", "track demo"
        ]))
    }
    return actuals
  }
}
