// `simulate`: how sure are we? What is written as a range or as counts is drawn many times, and everything that follows
// from it is counted: percentiles, how often promises are kept, where the spread comes from.

import Calc
import Documents
import SLA

extension Command {
  static let simulate = Command(
    "simulate", others: ["monte-carlo"], usage: ["simulate [TRIALS] [seed S] [show NAME, …]"],
    does: "How sure are we? Draws every range and count many times: percentiles, how often promises are kept, and why.",
    examples: [
      "simulate 10,000", "simulate 20,000 seed 7 show leads, coverage",
      "simulate 10,000 show leads[{tier}, {month}], total(leads) <= 2500"
    ],
    next: "levers",
    takes: .then([
      .maybe(.slot(.number)), .maybe(.then([.word("seed"), .slot(.number)])),
      .maybe(.then([.word("show"), .list(.slot(.expression))]))
    ])
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    let trials = try parser.takeTrials()
    let seed = try parser.takeSeed()
    let asked = SimulateAsked(plan: plan)
    var lines: [SimulateLine] = []
    let isChosen = try parser.takeWord("show")
    if isChosen {
      guard !parser.isAtEnd else {
        throw parser.unexpected("show what?", mark: "what?", hint: "simulate 10,000 show leads")
      }
      repeat { lines += try asked.lines(try parser.expression(), parser.source) } while try parser.takeSymbol(",")
    } else {
      lines = try plan.watched.flatMap { asked.lines(watching: $0) } + asked.promises()
    }
    do throws(Diagnostic) { try parser.end() } catch {
      let isFigure = if case .figure = parser.token.kind { true } else { false }
      throw error.with { $0.hint = isFigure ? "simulate 10,000 seed 7" : "simulate 10,000 show leads" }
    }
    let uncertain = plan.uncertainties
    guard !uncertain.isEmpty else { throw session.nothingUncertain(plan) }
    let answer = try SimulateReply(plan, session.format, trials, seed, lines, uncertain, session.world.progress)
    return answer.reply(drawing: isChosen ? 6 : 1)
  }
}

extension Parser {
  fileprivate mutating func takeTrials() throws(Diagnostic) -> Int {
    guard case .figure = token.kind else { return 100_000 }
    let span = token.span
    let written = try takeWhole()
    guard let trials = written, (1...Simulation.most).contains(trials) else {
      throw Diagnostic(
        "\(text(span)) is no number of trials", at: source.place(span),
        why: "It is a whole number from 1 to 4,000,000,000.", hint: "simulate 10,000")
    }
    return trials
  }

  fileprivate mutating func takeSeed() throws(Diagnostic) -> Int {
    guard try takeWord("seed") else { return 1 }
    let span = token.span
    guard let seed = try takeWhole(), seed >= 0 else {
      throw Diagnostic(
        isAtEnd && span.isEmpty ? "seed needs a number" : "\(text(span)) is no seed", at: source.place(span),
        why: "It is any whole number; the same one gives the same trials again.", hint: "simulate 10,000 seed 7")
    }
    return seed
  }
}

extension Session {
  /// How a range is written, on a driver of the agreement.
  fileprivate func nothingUncertain(_ plan: Plan) -> Diagnostic {
    let format = QuantityFormat(currency: plan.agreement.currency)
    let behind = plan.sheet.program.dependencies(of: plan.watched)
    let named = ["close_rate", "deal_size", "connect_rate", "quota"].compactMap { plan.schema.place(of: $0) }
    let all = plan.schema.definitions.indices
    let lines = (named.filter { behind.contains($0) } + behind + all).lazy.compactMap { place -> String? in
      let definition = plan.schema.definitions[place]
      guard definition.role == .driver, !definition.isShares, definition.units.choices == nil,
        let given = plan.givens[place], let cell = given.cells.firstIndex(where: { $0 != nil }),
        let written = given.cells[cell], written.value > 0
      else { return nil }
      let labels = plan.schema.labels(of: cell, over: given.axes).map(\.label)
      let target = definition.name + (labels.isEmpty ? "" : "[\(labels.joined(separator: ", "))]")
      let months = definition.units.flow == .month ? 1 : plan.schema.months
      let value = written.per.map { $0.written(written.value, over: months) } ?? written.value
      let range = Written(.range(rough(value * 0.8), rough(value * 1.2)), units: definition.units, per: written.per)
      return "set \(target) \(format.full(range))"
    }
    return Diagnostic(
      "nothing here is uncertain", why: "A driver is when it is written as a range (3% to 5%) or as counts (5 of 100).",
      hint: lines.first { fault(of: $0) == nil } ?? "set quota 900k to 1.1M")
  }

  /// A figure in two digits.
  private func rough(_ value: Double) -> Double {
    var scale = 1.0
    while value / scale >= 100, scale < 1e12 { scale *= 10 }
    while value / scale < 10, scale > 1e-9 { scale /= 10 }
    return scale < 1 ? (value / scale).rounded() / (1 / scale).rounded() : (value / scale).rounded() * scale
  }
}

/// One line of the answer: a figure that is followed through the trials, or a test.
struct SimulateLine: Sendable {
  enum What: Sendable {
    case figure(Simulation.Reading)
    case test(Checked)
  }

  var what: What
  /// The quantity's or the promise's name, the expression as typed.
  var name: String
  var title: String
  var labels: [(axis: String, label: String)] = []
  var over: Watched.Over?
  var plain: Double
  var units: Units
  var rounding = Rounding.nearest
  /// Whose duty it is.
  var side: String?
}

/// What was asked to be shown, as lines.
struct SimulateAsked {
  let plan: Plan
  private static let most = 200

  func promises() throws(Diagnostic) -> [SimulateLine] {
    var result: [SimulateLine] = []
    for promise in plan.agreement.promises {
      let checked = try Checker.check(promise.test, in: plan.schema, source: promise.source)
      result.append(
        SimulateLine(
          what: .test(checked), name: promise.name, title: promise.name,
          plain: plan.judge(promise).holds.map { $0 ? 1 : 0 } ?? .nan, units: .truth))
    }
    return result
  }

  /// A quantity as answers show it: its total, or its worst cell.
  func lines(watching place: Int) -> [SimulateLine] {
    let definition = plan.schema.definitions[place]
    guard definition.units.choices == nil else { return [] }
    return Watched.lines(of: place, plan).map { line in
      SimulateLine(
        what: .figure(Simulation.Reading(line.formula(in: plan.schema))), name: definition.name,
        title: line.title, labels: line.labels, over: line.over, plain: line.value, units: definition.units,
        rounding: definition.rounding, side: definition.side)
    }
  }

  /// An expression: each of its cells; a test as a whole.
  func lines(_ syntax: Syntax, _ source: Source) throws(Diagnostic) -> [SimulateLine] {
    let text = trimmed(source.text(syntax.span))
    if case .text(let name) = syntax.node,
      let promise = try promises().first(where: { $0.name.lowercased() == name.lowercased() })
    {
      return [promise]
    }
    let checked = try plan.checked(syntax, source)
    if checked.units.flavour == .truth, !checked.units.hasDimension {
      let holds = plan.sheet.judge(checked).holds
      return [
        SimulateLine(
          what: .test(checked), name: text, title: text, plain: holds.map { $0 ? 1 : 0 } ?? .nan, units: .truth)
      ]
    }
    guard checked.units.choices == nil else {
      throw Diagnostic(
        "\(text) is a word, not a figure", at: source.place(syntax.span), hint: "simulate 10,000 show leads")
    }
    if case .quantity(let place, let at) = checked.node, at.isEmpty { return lines(watching: place) }
    let grid = plan.sheet.evaluate(checked)
    guard grid.cells.count <= SimulateAsked.most else {
      throw Diagnostic(
        "\(text) has \(grid.cells.count) values", at: source.place(syntax.span),
        why: "At most \(SimulateAsked.most) can be followed; total(…) makes them one.")
    }
    let figures = Figures(plan: plan)
    return grid.cells.indices.map { cell in
      let labels = plan.schema.labels(of: cell, over: grid.axes)
      let spoken = figures.spoken(labels)
      return SimulateLine(
        what: .figure(Simulation.Reading(checked, cell: cell)), name: text,
        title: spoken.isEmpty ? text : "\(text), \(spoken)", labels: labels, plain: grid.cells[cell],
        units: checked.units)
    }
  }
}

/// Builds the answer of `simulate`.
struct SimulateReply: Sendable {
  let plan: Plan
  let format: QuantityFormat
  let trials: Int
  let seed: Int
  let uncertain: [Uncertainty]
  let figures: [(line: SimulateLine, summary: Simulation.Summary)]
  let tests: [(line: SimulateLine, kept: Int)]

  /// Simulates.
  /// - Throws: when it is stopped.
  init(
    _ plan: Plan, _ format: QuantityFormat, _ trials: Int, _ seed: Int, _ lines: [SimulateLine],
    _ uncertain: [Uncertainty], _ progress: Progress
  ) throws(Diagnostic) {
    var readings: [(line: SimulateLine, reading: Simulation.Reading)] = []
    var tests: [(line: SimulateLine, test: Checked)] = []
    for line in lines {
      switch line.what {
      case .figure(let reading): readings.append((line, reading))
      case .test(let test): tests.append((line, test))
      }
    }
    let simulation = Simulation(
      trials: trials, seed: UInt64(seed), draws: uncertain.map(\.draw), readings: readings.map(\.reading),
      tests: tests.map(\.test))
    let answer = try simulation.run(on: plan.sheet, progress: progress)
    (self.plan, self.format, self.trials, self.seed, self.uncertain) = (plan, format, trials, seed, uncertain)
    figures = zip(readings, answer.readings).map { ($0.line, $1) }
    self.tests = zip(tests, answer.kept).map { ($0.line, $1) }
  }

  private static let shares = [0.05, 0.1, 0.5, 0.9, 0.95]

  /// - Parameter most: how many figures are drawn.
  func reply(drawing most: Int) -> Reply {
    var reply = Reply()
    let values = uncertain.count == 1 ? "1 uncertain value" : "\(uncertain.count) uncertain values"
    reply.say(
      Styled("\(format.short(Double(trials), .number)) trials", .strong)
        + Styled(" of \(values), seed \(seed)." as Phrase, .quiet))
    reply.gap()
    reply.show(percentiles())
    for (line, summary) in figures where summary.quantiles.undefined > 0 {
      let count = format.short(Double(summary.quantiles.undefined), .number)
      reply.say(
        Styled("\(line.title): undefined in \(count) trials, which are left out of its percentiles." as Phrase, .quiet))
    }
    if !figures.isEmpty, !tests.isEmpty { reply.gap() }
    reply.show(promises())
    if !figures.isEmpty { reply.gap() }
    reply.show(spread())
    for chart in figures.prefix(most).compactMap({ chart($0.line, $0.summary) }) {
      reply.gap()
      reply.show(chart)
    }
    if figures.count > most, let other = figures.last?.line.name {
      reply.gap()
      reply.say(Styled("simulate show \(other)", .code) + Styled("  draws another", .quiet))
    }
    reply.answer = { json() }
    reply.cells = { rows() }
    return reply
  }

  // MARK: For people

  private func percentiles() -> Table {
    var table = Table(fixed: 1, figures: 6)
    guard !figures.isEmpty else { return table }
    table.add(["", "P5", "P10", "P50", "plain", "P90", "P95"], kind: .header)
    var party: String?
    for (line, summary) in figures {
      if let owes = line.side, owes != party {
        party = owes
        table.add([Styled(ChangeReply.heading(owes), .strong)], kind: .heading)
      }
      let points = SimulateReply.shares.map { Styled(shown(summary.quantiles.percentile($0), line)) }
      table.add(
        [title(line)] + points[..<3] + [Styled(shown(line.plain, line), .quiet)] + points[3...], indent: 1)
    }
    return table
  }

  private func shown(_ value: Double, _ line: SimulateLine) -> String {
    value.isNaN ? QuantityFormat.undefined : format.short(value, line.units, rounding: line.rounding)
  }

  private func title(_ line: SimulateLine) -> Styled {
    let unit = line.units.noun ?? (line.units.isMoney ? plan.schema.currency : nil)
    return Styled(line.title) + Styled(unit.map { ", \($0)" } ?? "", .quiet)
  }

  private func promises() -> Table {
    var table = Table([.left, .right, .left], fixed: 1)
    guard !tests.isEmpty else { return table }
    table.add(["", "kept in", "plain"], kind: .header)
    for (line, kept) in tests {
      let now: Styled =
        line.plain == 1
        ? Styled("✓ kept", .good) : line.plain == 0 ? Styled("✗ broken", .bad) : Styled("– undefined", .bad)
      table.add([Styled(line.title), Styled(format.short(Double(kept) / Double(trials), .percent), .strong), now])
    }
    return table
  }

  /// The mean of each figure and the drivers that its spread comes from, the greatest first.
  private func spread() -> Table {
    var table = Table([.left, .right, .left], fixed: 3)
    guard !figures.isEmpty else { return table }
    table.add(["", "mean", "the spread comes from"], kind: .header)
    for (line, summary) in figures {
      let parts = zip(uncertain, summary.shares).filter { $0.1 >= 0.005 }.sorted { $0.1 > $1.1 }
      // Of a driver's labels that follow one another the first is told with its name.
      var last = ""
      var sources = parts.prefix(4).map { driver, share in
        defer { last = driver.definition.name }
        let isSame = driver.definition.name == last && !driver.labels.isEmpty
        let title = isSame ? String(driver.title.dropFirst(last.count)) : driver.title
        return "\(title) \(format.short((share * 100).rounded() / 100, .percent))"
      }
      if parts.count > 4 { sources.append("…") }
      table.add(
        [
          Styled(line.title), Styled(shown(summary.quantiles.mean, line)),
          sources.isEmpty ? Styled("nothing: it does not vary", .quiet) : Styled(sources.joined(separator: ", "))
        ])
    }
    return table
  }

  /// How often each value comes up, as a picture.
  private func chart(_ line: SimulateLine, _ summary: Simulation.Summary) -> Chart? {
    guard let histogram = SimulateReply.histogram(summary), histogram.counts.count > 1 else { return nil }
    func value(_ number: Double) -> Chart.Value { Chart.Value(number, shown(number, line)) }
    let marks = [(0.1, "P10" as Styled), (0.5, "P50"), (0.9, "P90")].map { share, name in
      Chart.Mark(name, value(summary.quantiles.percentile(share)))
    }
    return Chart(
      title(line),
      .histogram(
        Chart.Histogram(edges: histogram.edges.map(value), counts: histogram.counts.map(Double.init), marks: marks)))
  }

  // MARK: For programs

  private func json() -> JSON {
    .object([
      ("trials", .int(trials)), ("seed", .int(seed)),
      ("quantities", .array(figures.map { json($0.line, $0.summary) })),
      (
        "promises",
        .array(
          tests.map {
            .object([("promise", .text($0.line.name)), ("kept", .number(Double($0.kept) / Double(trials)))])
          })
      )
    ])
  }

  private func json(_ line: SimulateLine, _ summary: Simulation.Summary) -> JSON {
    func value(_ share: Double) -> JSON { .value(summary.quantiles.percentile(share), line.units) }
    let drivers = zip(uncertain, summary.shares).map { driver, share in
      JSON.object([
        ("name", .text(driver.definition.name)), ("labels", .labels(driver.labels)), ("share", .number(share))
      ])
    }
    return .object([
      ("name", .text(line.name)), ("labels", .labels(line.labels)), ("over", .text(line.over?.rawValue)),
      ("plain", .value(line.plain, line.units)), ("mean", .value(summary.quantiles.mean, line.units)),
      ("p5", value(0.05)), ("p10", value(0.1)), ("p50", value(0.5)), ("p90", value(0.9)), ("p95", value(0.95)),
      ("histogram", SimulateReply.json(SimulateReply.histogram(summary))),
      ("undefined", .int(summary.quantiles.undefined)), ("drivers", .array(drivers))
    ])
  }

  private struct Histogram {
    var edges: [Double]
    var counts: [Int]
    /// Results outside the edges.
    var below: Int
    var above: Int
  }

  /// Thirty equal parts from the 0.5 % to the 99.5 % point; nil where every trial is undefined.
  private static func histogram(_ summary: Simulation.Summary) -> Histogram? {
    summary.quantiles.histogram().map { own in
      let (low, high, parts) = (own.range.lowerBound, own.range.upperBound, Double(own.counts.count))
      let edges = (0...own.counts.count).map { low + (high - low) * (Double($0) / parts) }
      return Histogram(edges: edges, counts: own.counts, below: own.below, above: own.above)
    }
  }

  private static func json(_ histogram: Histogram?) -> JSON {
    guard let histogram else { return .null }
    return .object([
      ("edges", .array(histogram.edges.map { .number($0) })), ("counts", .array(histogram.counts.map { .int($0) })),
      ("below", .int(histogram.below)), ("above", .int(histogram.above))
    ])
  }

  private func rows() -> [String] {
    figures.flatMap { line, summary -> [String] in
      let points = SimulateReply.shares.map { ("P\(Int(($0 * 100).rounded()))", summary.quantiles.percentile($0)) }
      let labels = line.labels.isEmpty ? "" : "[\(line.labels.map(\.label).joined(separator: ", "))]"
      return ([("plain", line.plain), ("mean", summary.quantiles.mean)] + points).flatMap { what, value in
        CSV.lines("\(line.name)\(labels) (\(what))", Grid(value), line.units, plan.schema)
      }
    }
  }
}
