// What there is of each kind of argument: names, labels, values that make sense, scenarios, promises, files. Every
// function takes what is typed and gives what begins so, with a few words beside it.

import Calc
import Documents
import Leads
import SLA

/// The candidates that a session has.
struct Candidates {
  typealias Candidate = Completion.Candidate

  let session: Session
  private var plan: Plan? { session.plan }

  init(session: Session) { self.session = session }

  /// Those that begin as typed, whatever their case.
  func matching(_ all: [String], _ typed: String) -> [Candidate] {
    let folded = typed.lowercased()
    return all.filter { $0.lowercased().hasPrefix(folded) }.map { Candidate($0) }
  }

  func commands(_ typed: String) -> [Candidate] {
    let folded = typed.lowercased()
    return Command.all.filter { $0.name.hasPrefix(folded) }.map { Candidate($0.name, $0.does) }
  }

  /// What there is of a kind that is one word.
  func of(_ slot: Takes.Slot, _ typed: String) -> [Candidate] {
    let scenarios = plan?.agreement.scenarios.map(\.name) ?? []
    switch slot {
    case .scenario: return matching([Scenario.base] + scenarios, typed)
    case .ownScenario: return matching(scenarios, typed)
    case .state:
      let states: [(String, Phrase)] = [("loaded", "as opened or last saved"), ("now", "as it is now")]
      return matching([Scenario.base] + scenarios, typed)
        + states.filter { $0.0.hasPrefix(typed.lowercased()) }.map { Candidate($0.0, $0.1) }
    case .tier: return matching(plan?.schema.axes[Model.tier].labels ?? [], typed)
    case .month: return months(typed)
    case .topic:
      return matching(["changes", "all", "model", "agreement"] + (plan?.agreement.parties.map(\.key) ?? []), typed)
    case .command: return commands(typed)
    case .proposal: return proposals(typed)
    case .profile:
      return CRMProfile.standard.filter { $0.name.hasPrefix(typed.lowercased()) }.map {
        Candidate($0.name, Phrase(verbatim: $0.title))
      }
    case .day:
      let months = plan?.agreement.period.all ?? []
      return matching(months.map { "\(Day(number: $0.first.number + $0.dayCount - 1))" }, typed)
    case .estimate: return estimates(typed)
    case .file, .number, .text, .newName, .driver, .name, .value, .expression, .test: return []
    }
  }

  private func proposals(_ typed: String) -> [Candidate] {
    session.proposals.enumerated().map { at, changes in
      Candidate(
        "\(at + 1)", Phrase(verbatim: changes.map { "\($0.target) \($0.text)" }.joined(separator: ", ")))
    }.filter { $0.text.hasPrefix(typed) }
  }

  /// Drivers that what is tracked can estimate.
  private func estimates(_ typed: String) -> [Candidate] {
    guard let plan, !plan.agreement.actuals.isEmpty else { return [] }
    let folded = Vocabulary.fold(typed)
    return Recalibration(plan).estimates.map(\.definition).filter { $0.name.hasPrefix(folded) }.reduce(into: []) {
      if $0.last?.text != $1.name { $0.append(Candidate($1.name, $1.title)) }
    }
  }

  // MARK: Names

  func isName(_ folded: some StringProtocol) -> Bool { definition(String(folded)) != nil }

  func definition(_ name: String) -> Definition? {
    guard let schema = plan?.schema, let known = schema.vocabulary.canonical(Vocabulary.fold(name)) else { return nil }
    return schema.definition(known)
  }

  /// Quantities, the ones that can be set first.
  /// - Parameters:
  ///   - drivers: only those that can be set.
  ///   - others: only those that cannot.
  func names(_ typed: String, drivers: Bool, others: Bool = false) -> [Candidate] {
    guard let schema = plan?.schema else { return [] }
    let folded = Vocabulary.fold(typed)
    var (first, second): ([Candidate], [Candidate]) = ([], [])
    for place in schema.definitions.indices where schema.definitions[place].name.hasPrefix(folded) {
      let definition = schema.definitions[place]
      guard definition.role != .test, definition.group != "Actuals" else { continue }
      let candidate = Candidate(definition.name, definition.title)
      if definition.role == .driver { first.append(candidate) } else { second.append(candidate) }
    }
    return (others ? [] : first) + (drivers ? [] : second)
  }

  func functions(_ typed: String) -> [Candidate] {
    let folded = typed.lowercased()
    return Function.standard.filter { $0.name.hasPrefix(folded) }.map { Candidate($0.name, Phrase(verbatim: $0.usage)) }
  }

  // MARK: Labels

  func labels(of definition: Definition, _ typed: String) -> [Candidate] {
    guard let schema = plan?.schema, !definition.axes.isEmpty else { return [] }
    let others = definition.axes.subtracting(AxisSet(place: Model.month))
    let months = definition.axes.contains(place: Model.month) ? self.months(typed) : []
    return matching(schema.labels(of: others), typed) + months + matching(["all"], typed)
  }

  /// The agreement's months: `Aug`, or `2026-08` where the years must be told apart or the digits were begun.
  private func months(_ typed: String) -> [Candidate] {
    guard let plan else { return [] }
    let labels = plan.schema.axes[Model.month].labels
    let names = Figures(plan: plan).monthNames()
    let isShort = plan.agreement.period.start.year == plan.agreement.period.last.year
    if isShort, typed.first.map({ !$0.isNumber }) ?? true { return matching(names, typed) }
    return zip(labels, names).filter { $0.0.hasPrefix(typed) }.map { Candidate($0, Phrase(verbatim: $1)) }
  }

  /// Whether a word is a month of the agreement, or of any other year.
  func isMonth(_ word: String) -> Bool { Month(word) != nil || plan?.schema.label(word)?.place == Model.month }

  // MARK: Promises

  /// The promises' names that a text in quotation marks can hold.
  var promiseNames: [String] { plan?.agreement.promises.map(\.name).filter { !$0.contains("\"") } ?? [] }

  /// Promises in quotation marks.
  func promises(_ typed: String) -> [Candidate] { matching(promiseNames.map { "\"\($0)\"" }, typed) }

  // MARK: Values

  /// A quantity with its labels, named before the value that is typed.
  struct Subject {
    var definition: Definition
    /// What it is now, where that is one figure.
    var value: Double?
  }

  /// The last quantity among some words.
  func subject(of words: [String]) -> Subject? {
    guard let plan else { return nil }
    for end in words.indices.reversed() {
      let bare = words[end].prefix { $0 != "[" }
      for count in [4, 3, 2, 1] where count <= end + 1 {
        let name = (words[end + 1 - count..<end] + [String(bare)]).joined(separator: "_")
        guard let definition = definition(name) else { continue }
        let grid = Figures(plan: plan).evaluate(definition.name + words[end].dropFirst(bare.count))?.grid
        let first = grid?.cells.first ?? .nan
        let isOne = grid?.cells.allSatisfy { $0 == first } ?? false
        return Subject(definition: definition, value: isOne ? first : nil)
      }
    }
    return nil
  }

  /// The values that make sense: the words of a choice, the present value, and a step up and down.
  func values(_ subject: Subject) -> [Candidate] {
    let units = subject.definition.units
    if let choices = units.choices { return choices.map { Candidate($0) } }
    let format = session.format
    let steps: [(text: String, of: (Double) -> Double)] =
      units.isPercent
      ? [("+1pp", { $0 + 0.01 }), ("-1pp", { $0 - 0.01 })]
      : units.noun != nil || subject.definition.bounds.whole
        ? [("+1", { $0 + 1 }), ("-1", { $0 - 1 })] : [("+10%", { $0 * 1.1 }), ("-10%", { $0 * 0.9 })]
    guard let value = subject.value else { return steps.map { Candidate($0.text) } }
    guard !value.isNaN else { return [] }
    return [Candidate(format.full(value, units), "as now")]
      + steps.filter { subject.definition.bounds.contains($0.of(value)) }.map {
        Candidate($0.text, "→ \(format.short($0.of(value), units))")
      }
  }

  /// The units that may stand behind a figure.
  func units(_ subject: Subject, behind word: String) -> [Candidate] {
    if word.lowercased() == "per" { return Per.allCases.map { Candidate($0.rawValue) } }
    let units = subject.definition.units
    guard let last = word.last, word.contains(where: \.isNumber), last.isNumber || units.flow != nil else { return [] }
    let words = units.isHours ? ["min", "h"] : units.isDays ? ["days"] : units.flow != nil ? ["per"] : []
    return words.map { Candidate($0) }
  }

  // MARK: Files

  /// The files whose path begins as typed; folders end in `/`. Names that no line can hold are left out.
  func files(_ typed: String) -> [Candidate] {
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let names = session.world.list(folder.isEmpty ? "." : folder)
    let wantsHidden = typed.dropFirst(folder.count).hasPrefix(".")
    return names.filter { $0.hasPrefix(typed.dropFirst(folder.count)) && ($0.hasPrefix(".") == wantsHidden) }
      .filter { Parser.typed([$0]) != nil }
      .sorted().map { Candidate(folder + $0) }
  }
}
