import Calc
import Glibc
import Testing

@testable import SLA

@Suite("Saving an agreement in place")
struct AgreementEditTests {
  /// The text after changes written as in a scenario's file, by name, labels and month.
  static func saved(_ text: String, _ change: (inout Plan) throws -> Void) throws -> String {
    var plan = try AgreementReader.plan(bytes: Array(text.utf8), file: nil)
    try change(&plan)
    return try AgreementEdit.text(of: plan.agreement, in: Array(text.utf8))
  }

  static func set(
    _ plan: inout Plan, _ name: String, _ labels: [String] = [], _ text: String, from: String? = nil
  ) throws {
    let definition = try #require(plan.schema.definition(name))
    let reader = QuantityReader(form: .files(language: plan.agreement.language), currency: plan.agreement.currency)
    let written = try reader.read(text, for: plan.agreement.wanted(definition))
    plan = try plan.with(Change(name: name, labels: labels, from: from, written: written, text: text))
  }

  static let head = "agreement: A\nperiod: {start: 2026-07, months: 3}\n"

  @Test("A figure keeps the form in which it stands")
  func forms() throws {
    for (old, value, new) in [
      ("2.1M per quarter", "2400000 per quarter", "2.4M per quarter"),
      ("2.1M per quarter", "800000 per month", "0.8M per month"), ("\"1,200,000\"", "1350000", "\"1,350,000\""),
      ("900k/quarter", "1M per quarter", "1M/quarter"), ("EUR 900000", "12345.67", "EUR 12345.67"),
      ("2.1M", "1M to 2M", "1000000 to 2000000")
    ] {
      let text = Self.head + "goal: {quota: \(old)} # c\n"
      let result = try Self.saved(text) { try Self.set(&$0, "quota", [], value) }
      #expect(result == Self.head + "goal: {quota: \(new)} # c\n")
    }
  }

  @Test("A label that parts from a value for all gets its own; where all part, the value becomes one for each")
  func labels() throws {
    let text = Self.head + "follow_up:\n  attempts: 6 # all\ntiers:\n  A: {deal_size: 1}\n  B:\n"
    #expect(
      try Self.saved(text) { try Self.set(&$0, "attempts", ["A"], "8") }
        == Self.head + "follow_up:\n  attempts: 6 # all\ntiers:\n  A: {deal_size: 1, attempts: 8}\n  B:\n")
    #expect(
      try Self.saved(text) {
        try Self.set(&$0, "attempts", ["A"], "8")
        try Self.set(&$0, "attempts", ["B"], "9")
      } == Self.head + "follow_up:\n  attempts: {A: 8, B: 9} # all\ntiers:\n  A: {deal_size: 1}\n  B:\n")
    #expect(
      try Self.saved(text) { try Self.set(&$0, "lead_value", ["B"], "50") }
        == Self.head + "follow_up:\n  attempts: 6 # all\ntiers:\n  A: {deal_size: 1}\n  B:\n    lead_value: 50\n")
  }

  @Test("A month is added in its place")
  func months() throws {
    let text = Self.head + "teams:\n  S: {reps: 6} # s\n  E:\n    reps: {2026-07: 7, 2026-09: 8} # e\n"
    #expect(
      try Self.saved(text) { try Self.set(&$0, "reps", ["S"], "7", from: "2026-09") }
        == text.replacing("reps: 6", with: "reps: {2026-07: 6, 2026-09: 7}"))
    #expect(
      try Self.saved(text) {
        try Self.set(&$0, "reps", ["E"], "9", from: "2026-08")
        try Self.set(&$0, "reps", ["E"], "8", from: "2026-09")
      } == text.replacing("7, 2026-09", with: "7, 2026-08: 9, 2026-09"))
  }

  @Test("Scenarios are changed, added and dropped, each alone")
  func scenarios() throws {
    let text =
      Self.head + "goal: {quota: 1M}\nteams: {S: {reps: 6}}\nscenarios:\n  a:\n    quota: +10% # a\n  b: {quota: -5%}\n"
    let result = try Self.saved(text) {
      $0 = try $0.switched(to: "a")
      try Self.set(&$0, "quota", [], "2M")
      try Self.set(&$0, "reps", ["S"], "+1")
      try Self.set(&$0, "reps", ["S"], "+1")
      $0 = try $0.dropping("b").switched(to: "base").branching("c")
      try Self.set(&$0, "reps", ["S"], "8", from: "2026-08")
    }
    #expect(
      result
        == text.replacing("+10%", with: "2M").replacing(
          "  b: {quota: -5%}\n", with: "    reps[S]: +2\n  c:\n    reps[S]: {2026-08: 8}\n"
        )
        .replacing("# a\n    reps", with: "# a\n    reps"))
  }

  @Test("Steps that no map can hold are told as the values they lead to")
  func stepsOfTwoKinds() throws {
    let text = Self.head + "tiers: {A: {close_rate: 4%}, B: {close_rate: 2%}}\nscenarios: {a: {close_rate: +1pp}}\n"
    let result = try Self.saved(text) {
      $0 = try $0.switched(to: "a")
      try Self.set(&$0, "close_rate", [], "*1.1")
    }
    #expect(result == text.replacing("close_rate: +1pp", with: "\"close_rate[A]\": 5.5%, \"close_rate[B]\": 3.3%"))
  }

  @Test("What is taken back goes, with the section's other entries as they were")
  func resets() throws {
    let text = Self.head + "follow_up:\n  attempts: 6 # c\n  automation: 30%\n# end\n"
    #expect(
      try Self.saved(text) { $0 = try #require(try $0.resetting("attempts")) }
        == Self.head + "follow_up:\n  automation: 30%\n# end\n")
  }

  @Test("A quantity that is pinned over its own formula keeps the formula")
  func pinnedFormula() throws {
    let text = Self.head + "formulas:\n  twice: quota * 2 # f\ngoal: {quota: 1M}\n"
    #expect(
      try Self.saved(text) { try Self.set(&$0, "twice", [], "5M") }
        == text + "assumptions:\n  twice: 5000000\n")
  }

  // MARK: Random edits

  /// How many edits of each agreement; `scripts/soak` asks for more.
  static let trials = getenv("PACTO_EDITS").flatMap { Int(String(cString: $0)) } ?? 8

  @Test(
    "Only what was changed differs in the bytes, and the file reads back equal",
    arguments: EditedAgreements.all.indices)
  func law(_ index: Int) throws {
    let (name, text) = EditedAgreements.all[index]
    let first = try AgreementReader.plan(bytes: Array(text.utf8), file: nil)
    let before = try YAMLTests.tree(text)
    var random = Generator(seed: UInt64(7_000 + index))
    var exchanged = 0
    for trial in 0..<Self.trials {
      var plan = first
      var edit = RandomEdit(plan: plan)
      for _ in 0..<(trial % 3 == 2 ? 3 : 1) { edit.make(&random) }
      plan = edit.plan
      let result: String
      do {
        result = try AgreementEdit.text(of: plan.agreement, in: Array(text.utf8))
      } catch {
        Issue.record("\(name), \(edit.said): \(error)")
        continue
      }
      let again = try AgreementReader.plan(bytes: Array(result.utf8), file: nil)
      #expect(plan.agreement.unlike(again.agreement).isEmpty, "\(name), \(edit.said)\n\(result)")
      for scenario in plan.agreement.scenarios.map(\.name) + [Scenario.base] {
        let (a, b) = (try plan.switched(to: scenario), try again.switched(to: scenario))
        for (place, definition) in a.schema.definitions.enumerated() where definition.role != .test {
          let other = try #require(b.schema.place(of: definition.name))
          let isSame = zip(a.sheet.grid(place).cells, b.sheet.grid(other).cells).allSatisfy { !Sheet.differs($0, $1) }
          #expect(isSame, "\(name), \(edit.said): \(definition.name) in \(scenario)\n\(result)")
        }
      }
      #expect(plan.agreement.sources == again.agreement.sources)
      #expect(plan.agreement.watch == again.agreement.watch)
      let after = try YAMLTests.tree(result)
      if let (old, new) = Self.outside(before, after, Array(text.utf8), Array(result.utf8)) {
        #expect(old == new, "\(name), \(edit.said)\n\(result)")
        exchanged += 1
      } else {
        // Something was added or removed: every comment is still there, in order.
        let comments = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("#") || $0.hasPrefix("  #") }
        var rest = result[...]
        for comment in comments {
          let found = rest.firstRange(of: comment)
          #expect(found != nil, "\(name), \(edit.said): \(comment)\n\(result)")
          rest = rest[(found?.upperBound ?? rest.startIndex)...]
        }
      }
    }
    #expect(exchanged > Self.trials / 20 - 1, "\(name)")
  }

  /// The bytes outside of the scalars that say something else, of both files; nil where their trees are not alike.
  static func outside(_ a: YAMLNode, _ b: YAMLNode, _ old: [UInt8], _ new: [UInt8]) -> ([UInt8], [UInt8])? {
    guard let pairs = changed(a, b) else { return nil }
    var (old, new) = (old, new)
    for (x, y) in pairs.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
      old.removeSubrange(x)
      new.removeSubrange(y)
    }
    return (old, new)
  }

  /// The spans of scalars that differ between trees of one shape.
  static func changed(_ a: YAMLNode, _ b: YAMLNode) -> [(Range<Int>, Range<Int>)]? {
    switch (a.content, b.content) {
    case (.scalar(let x, _), .scalar(let y, _)): return x == y ? [] : [(a.span, b.span)]
    case (.mapping(let x), .mapping(let y)) where x.map(\.key.text) == y.map(\.key.text):
      return zip(x, y).reduce([]) { all, pair in
        all.flatMap { all in changed(pair.0.value, pair.1.value).map { all + $0 } }
      }
    case (.sequence(let x), .sequence(let y)) where x.count == y.count:
      return zip(x, y).reduce([]) { all, pair in all.flatMap { all in changed(pair.0, pair.1).map { all + $0 } } }
    default: return nil
    }
  }
}

/// Something a director might do to an agreement.
struct RandomEdit {
  var plan: Plan
  /// What was done, for messages.
  var said = ""

  mutating func make(_ random: inout Generator) {
    // What is refused, as a figure out of bounds, is tried again with another.
    for _ in 0..<60 {
      do {
        if try attempt(&random) { return }
      } catch { continue }
    }
  }

  private mutating func attempt(_ random: inout Generator) throws -> Bool {
    switch Int.random(in: 0..<20, using: &random) {
    case 0:
      let given = plan.schema.definitions.filter { item in
        plan.schema.place(of: item.name).map { plan.agreement.givens[$0] != nil } ?? false && !item.isRequired
      }
      guard plan.scenario == Scenario.base, let name = given.randomElement(using: &random)?.name,
        let next = try plan.resetting(name)
      else { return false }
      plan = next
      said += " reset \(name);"
    case 1:
      guard let other = plan.agreement.scenarios.randomElement(using: &random)?.name else { return false }
      plan = try Bool.random(using: &random) ? plan.switched(to: other) : plan.dropping(other)
      said += " scenario \(other);"
    case 2:
      plan = try plan.branching("new\(plan.agreement.scenarios.count)")
      said += " branch;"
    case 3:
      plan = try plan.defining("own", ["total(leads) * 2", "5k per month", "12%"].randomElement(using: &random) ?? "1")
      said += " define;"
    case 4:
      plan = plan.watching([nil, ["leads"], ["utilization", "leads", "coverage"]].randomElement(using: &random) ?? nil)
      said += " watch;"
    default: return try change(&random)
    }
    return true
  }

  private mutating func change(_ random: inout Generator) throws -> Bool {
    let drivers = plan.schema.definitions.filter { item in
      item.role == .driver
        && (plan.schema.place(of: item.name).map { plan.givens[$0] != nil } ?? false || random.next() % 8 == 0)
    }
    guard let definition = drivers.randomElement(using: &random) else { return false }
    let axes = definition.axes.places.filter { $0 != Model.month }
    var labels: [String] = []
    if random.next() % 3 == 0 {
      labels = axes.isEmpty ? [] : ["all"]
    } else {
      labels = axes.compactMap { plan.schema.axes[$0].labels.randomElement(using: &random) }
    }
    var from: String?
    if definition.axes.contains(place: Model.month), random.next() % 2 == 0 {
      from = plan.schema.axes[Model.month].labels.randomElement(using: &random)
    }
    let text = value(definition, &random)
    let reader = QuantityReader(form: .files(language: plan.agreement.language), currency: plan.agreement.currency)
    let written = try reader.read(text, for: plan.agreement.wanted(definition))
    let source = random.next() % 10 == 0 ? "a source: with, signs # \(random.next() % 9)" : nil
    let change = Change(
      name: definition.name, labels: labels, from: from, written: written, text: text, source: source)
    plan = try plan.with(change)
    said += " \(change.target) \(text)\(from.map { " from \($0)" } ?? "");"
    return true
  }

  private func value(_ definition: Definition, _ random: inout Generator) -> String {
    if let words = definition.units.choices { return words.randomElement(using: &random) ?? "" }
    let whole = Int.random(in: 1...40, using: &random)
    if definition.units.isPercent {
      return ["\(whole)%", "\(whole).5%", "+1pp", "*0.9", "\(whole)% to \(whole + 5)%", "\(whole) of 90"]
        .randomElement(using: &random) ?? ""
    }
    if definition.units.isHours { return ["\(whole) min", "\(whole) h", "*1.5"].randomElement(using: &random) ?? "" }
    if definition.units.isDays { return "\(whole) days" }
    let per = definition.units.flow == nil ? [""] : ["", " per month", " per quarter"]
    let figure =
      [
        "\(whole)", "\(whole * 1_000)", "\(whole)k", "+10%", "\(whole) to \(whole + 9)", "*1.25"
      ].randomElement(using: &random) ?? ""
    return figure.contains("%") || figure.contains("*") ? figure : figure + (per.randomElement(using: &random) ?? "")
  }
}
