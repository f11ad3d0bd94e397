// The agreement at work: which scenario is on, and every quantity's value in it.
//
//     Agreement (what is given)  +  the scenario's changes  →  Givens  →  pins  →  Sheet
//
// A plan is a value. A change makes another plan or throws; the old one is untouched, and that is all of undo.

import Calc
import Leads

/// An agreement with one of its scenarios switched on.
public struct Plan: Sendable {
  public private(set) var agreement: Agreement
  /// The scenario that is on: "base" or one of the agreement's.
  public private(set) var scenario: String
  public private(set) var sheet: Sheet
  /// What is given in this scenario.
  public private(set) var givens: Givens

  /// The promises' tests, made ready.
  private let tests: PromiseTests

  public var schema: Schema { sheet.schema }

  /// - Throws: a formula or a scenario of the agreement that makes no sense.
  public init(_ agreement: Agreement, scenario: String = Scenario.base) throws(Diagnostic) {
    let program = try Program(agreement.schema)
    try self.init(agreement, scenario: scenario, program: program, tests: try PromiseTests(agreement, program))
  }

  init(_ agreement: Agreement, scenario: String, program: Program, tests: PromiseTests) throws(Diagnostic) {
    self.tests = tests
    self.agreement = agreement
    self.scenario = scenario
    givens = agreement.givens
    sheet = Sheet(program, pins: Plan.pins(agreement, agreement.givens))
    guard scenario != Scenario.base else { return }
    guard let named = agreement.scenarios.first(where: { $0.name == scenario }) else {
      throw Plan.unknown(scenario, agreement)
    }
    for change in named.changes { try carryOut(change) }
  }

  static func unknown(_ name: String, _ agreement: Agreement) -> Diagnostic {
    let names = [Scenario.base] + agreement.scenarios.map(\.name)
    return Diagnostic(
      "there is no scenario \(name)", why: "Scenarios: \(names.joined(separator: ", ")).",
      hint: Suggestion.best(for: name, among: names).map { "scenario \($0)" } ?? "scenario new \(name)")
  }

  private static func pins(_ agreement: Agreement, _ givens: Givens) -> [Int: Pin] {
    var pins = agreement.facts()
    for (place, given) in givens { pins[place] = given.pin(of: agreement.schema.definitions[place]) }
    return pins
  }

  /// Carries a change out on the values, without noting it anywhere.
  private mutating func carryOut(_ change: Change, at places: ChangePlaces? = nil) throws(Diagnostic) {
    guard let place = schema.place(of: change.name) else { throw Diagnostic("nothing is called \(change.name)") }
    let sheet = sheet
    var changed = givens
    try change.apply(to: &changed, schema: schema, at: places) { sheet.grid($0) }
    givens = changed
    let pin: Pin? = changed[place]?.pin(of: schema.definitions[place])
    self.sheet.set([place: pin])
  }

  /// The same plan with fewer values: those of some quantities and of what promises judge. The others are undefined, so
  /// that a change can be tried out in a fraction of the time.
  public func narrowed(to places: [Int]) -> Plan {
    var plan = self
    let drivers = schema.definitions.indices.filter { schema.definitions[$0].role == .driver }
    let judged = tests.planned + tests.actual.compactMap { $0 }
    plan.sheet = Sheet(
      sheet.program, pins: Plan.pins(agreement, givens), wanted: places + judged.flatMap(\.reads) + drivers)
    return plan
  }

  // MARK: Changes

  /// The plan after a change in the scenario that is on.
  /// - Parameter places: where the change's parts stand, for errors.
  public func with(_ change: Change, at places: ChangePlaces? = nil) throws(Diagnostic) -> Plan {
    var plan = self
    try plan.carryOut(change, at: places)
    if scenario == Scenario.base {
      plan.agreement.givens = plan.givens
      if let source = change.source { plan.agreement.sources[change.name] = source }
    } else if let at = agreement.scenarios.firstIndex(where: { $0.name == scenario }) {
      plan.agreement.scenarios[at].add(change)
    }
    return plan
  }

  /// The plan with a quantity back at its default or formula (in base), or at base's value (in a scenario).
  /// - Returns: nil where there is nothing to take back.
  public func resetting(_ name: String) throws(Diagnostic) -> Plan? {
    guard let place = schema.place(of: name) else { return nil }
    var agreement = agreement
    if scenario == Scenario.base {
      let given = try defined(name)
      guard agreement.givens[place] != given else { return nil }
      agreement.givens[place] = given
      agreement.sources[name] = nil
      var plan = self
      plan.agreement = agreement
      plan.givens = agreement.givens
      let pin: Pin? = given?.pin(of: schema.definitions[place])
      plan.sheet.set([place: pin])
      return plan
    }
    guard let at = agreement.scenarios.firstIndex(where: { $0.name == scenario }),
      agreement.scenarios[at].changes.contains(where: { $0.name == name })
    else { return nil }
    agreement.scenarios[at].changes.removeAll { $0.name == name }
    return try Plan(agreement, scenario: scenario, program: sheet.program, tests: tests)
  }

  /// The figure that a driver of one's own was defined with; nil for any other quantity.
  private func defined(_ name: String) throws(Diagnostic) -> Given? {
    guard let definition = schema.definition(name), definition.role == .driver, let place = schema.place(of: name),
      let text = agreement.formulas.first(where: { $0.name == name })?.text
    else { return nil }
    var copy = agreement
    try copy.define(name, text, source: Source(text))
    return copy.givens[place]
  }

  /// The plan with another scenario switched on.
  public func switched(to scenario: String) throws(Diagnostic) -> Plan {
    let folded = scenario.lowercased()
    let names = [Scenario.base] + agreement.scenarios.map(\.name)
    guard let name = names.first(where: { $0 == scenario }) ?? names.first(where: { $0.lowercased() == folded }) else {
      throw Plan.unknown(scenario, agreement)
    }
    return try Plan(agreement, scenario: name, program: sheet.program, tests: tests)
  }

  /// The plan with a new scenario that begins as the present state, switched on.
  public func branching(_ name: String) throws(Diagnostic) -> Plan {
    var plan = self
    let changes = agreement.scenarios.first { $0.name == scenario }?.changes ?? []
    plan.agreement.scenarios.append(Scenario(name, changes: changes))
    plan.scenario = name
    return plan
  }

  /// The plan without a scenario; base is switched on where it was.
  public func dropping(_ name: String) throws(Diagnostic) -> Plan {
    var agreement = agreement
    guard name.lowercased() != Scenario.base else {
      throw Diagnostic("base is the agreement itself and cannot be dropped")
    }
    guard let name = agreement.scenarios.first(where: { $0.name.lowercased() == name.lowercased() })?.name else {
      throw Plan.unknown(name, agreement)
    }
    agreement.scenarios.removeAll { $0.name == name }
    return try Plan(
      agreement, scenario: scenario == name ? Scenario.base : scenario, program: sheet.program, tests: tests)
  }

  /// The plan with a quantity of one's own, new or written anew.
  public func defining(_ name: String, _ text: String) throws(Diagnostic) -> Plan {
    var agreement = agreement
    // A new quantity comes last and one written anew keeps its place, so what is given stays where it is.
    try agreement.define(name, text, source: Source(text))
    return try Plan(agreement, scenario: scenario)
  }

  /// The plan with a quantity given outright, all its labels at once; in base.
  func giving(_ given: Given, at place: Int, source: String?) -> Plan {
    var plan = self
    plan.givens[place] = given
    plan.agreement.givens = plan.givens
    plan.agreement.sources[schema.definitions[place].name] = source
    plan.sheet.set([place: given.pin(of: schema.definitions[place])])
    return plan
  }

  /// The plan with other knowledge of what happened. What is agreed stays as it is.
  public func knowing(_ actuals: Actuals) -> Plan {
    var plan = self
    plan.agreement.actuals = actuals
    let facts = plan.agreement.facts()
    let tracked = schema.definitions.indices.filter { schema.definitions[$0].group == Model.actuals }
    plan.sheet.set(Dictionary(uniqueKeysWithValues: tracked.map { ($0, facts[$0]) }))
    return plan
  }

  /// The plan with other quantities watched.
  public func watching(_ names: [String]?) -> Plan {
    var plan = self
    plan.agreement.watch = names
    return plan
  }

  /// The same plan in a file.
  /// - Parameter lines: where each given quantity stands in it.
  public func placed(in file: String?, lines: [String: Int]) -> Plan {
    var plan = self
    plan.agreement.file = file
    plan.agreement.lines = lines
    return plan
  }

  // MARK: Answers

  /// Every promise with its outcome here, and what its relief does to the other side where it is broken.
  public func outcomes() -> [PromiseOutcome] {
    agreement.promises.enumerated().map { at, promise in
      let judgement = judge(promise)
      var relief: [(String, Bool?)] = []
      if judgement.holds != true, !promise.relief.isEmpty {
        var eased = self
        for change in promise.relief { try? eased.carryOut(change) }
        relief = agreement.promises.filter { $0.by != promise.by }.map { ($0.name, eased.judge($0).holds) }
      }
      return PromiseOutcome(promise: promise, judgement: judgement, relief: relief, actual: actual(at))
    }
  }

  /// The outcome of one promise, without its relief.
  public func judge(_ promise: Promise) -> Judgement {
    guard let at = agreement.promises.firstIndex(where: { $0.name == promise.name }), at < tests.planned.count else {
      return Judgement.unreadable
    }
    return sheet.judge(tests.planned[at])
  }

  /// How a promise stands on what happened; nil where nothing is tracked or it has no test for that.
  public func happened(_ promise: Promise) -> ActualOutcome? {
    guard !agreement.actuals.isEmpty else { return nil }
    return agreement.promises.firstIndex { $0.name == promise.name }.flatMap(actual)
  }

  /// Whether a tracked file was counted for a response time, clock or business hours that are no longer agreed.
  public var isOutOfDate: Bool {
    let (within, isElapsed) = (figure("respond_within"), figure("clock") == 1)
    return agreement.actuals.files.contains { file in
      file.months.values.contains { $0.response.due != nil }
        && !agreement.isCounted(file, within: within, isElapsed: isElapsed)
    }
  }

  /// How a promise stands on what happened, by its place among the promises.
  private func actual(_ at: Int) -> ActualOutcome? {
    guard !agreement.actuals.isEmpty, tests.actual.indices.contains(at), let test = tests.actual[at] else { return nil }
    return sheet.judge(test, on: agreement.actuals, over: agreement.period)
  }

  /// Whether each promise is kept, in their order; nil where that is undefined.
  public var kept: [Bool?] { tests.planned.map { sheet.judge($0).holds } }

  /// Whether each promise was kept on what happened, in their order; nil where that is open or not known.
  public var happened: [Bool?] {
    guard !agreement.actuals.isEmpty else { return tests.actual.map { _ in nil } }
    return tests.actual.map { $0.flatMap { sheet.holds($0, on: agreement.actuals, over: agreement.period) } }
  }

  /// The quantities every answer shows: the agreement's choice, or the standard ones as far as they have values.
  public var watched: [Int] {
    guard agreement.watch == nil else { return watchable }
    return watchable.filter { place in sheet.grid(place).cells.contains { !$0.isNaN } }
  }

  /// The same, whether or not they have a value now.
  public var watchable: [Int] {
    let standard = ["leads", "lead_value_quota", "coverage", "utilization", "response_rate"]
    return (agreement.watch ?? standard).compactMap { schema.place(of: $0) }
  }

  /// A formula typed now, checked against this plan.
  public func checked(_ syntax: Syntax, _ source: Source) throws(Diagnostic) -> Checked {
    try Checker.check(syntax, in: schema, source: source)
  }
}

extension Plan {
  /// What undo keeps: everything but the computed values.
  public struct State: Sendable {
    var agreement: Agreement
    var scenario: String
    var program: Program
    var tests: PromiseTests
  }

  public var state: State { State(agreement: agreement, scenario: scenario, program: sheet.program, tests: tests) }

  /// The plan of a state that was kept.
  public init(_ state: State) throws(Diagnostic) {
    try self.init(state.agreement, scenario: state.scenario, program: state.program, tests: state.tests)
  }

  /// Whether saving, or switching the scenario, would show: another given, scenario, formula, watch or scenario on.
  public func differs(from other: Plan?) -> Bool {
    guard let other else { return true }
    return scenario != other.scenario || agreement.isEdited(since: other.agreement)
  }

  /// A plan with nothing in it, to reckon with before an agreement is open.
  public static func nothing() throws(Diagnostic) -> Plan {
    let axes = ["tier", "stage", "team", "month"].map { Axis($0, []) }
    let schema = Schema(axes: axes, currency: "", months: 1)
    return try Plan(Agreement(title: "", period: Period(start: Month(number: 2026 * 12), months: 1), schema: schema))
  }
}

extension Agreement {
  /// Whether anything was edited since another state of the same agreement.
  public func isEdited(since other: Agreement) -> Bool {
    givens != other.givens || scenarios != other.scenarios || watch != other.watch || sources != other.sources
      || actuals != other.actuals
      || formulas.map(\.name) != other.formulas.map(\.name) || formulas.map(\.text) != other.formulas.map(\.text)
  }
}
