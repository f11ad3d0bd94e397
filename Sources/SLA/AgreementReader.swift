// From the agreement's file to an Agreement, in this order, because each step needs the one before:
//
//     tree → header (period, currency) → tiers, stages, teams → schema → formulas → what is given → promises →
//     scenarios → sources, watch, prose
//
// Complaints are collected, not thrown: a file is told all of its faults at once, each with its line and what to write.

import Calc
import Leads

/// Reads an agreement from its file.
public struct AgreementReader {
  let source: Source
  let root: YAMLNode
  var faults: [Diagnostic] = []
  var agreement: Agreement
  /// Formulas that could not be read: what only misses them is not complained about.
  var unread: Set<String> = []

  /// Sections that hold drivers; the groups are for people.
  static let groups = ["goal", "leads", "follow_up", "assumptions"]
  /// Keys of the head.
  static let head = ["agreement", "kind", "language", "currency", "period", "business_hours", "holidays", "parties"]
  static let parts =
    head + groups + ["stages", "tiers", "teams", "formulas", "promises", "scenarios", "sources", "watch"]
    + ["actuals", "tracking"] + Prose.keys

  /// Reads the bytes of a file.
  /// - Parameter file: its name for messages; nil for the built-in example.
  /// - Throws: every fault of the file, together.
  public static func read(bytes: [UInt8], file: String?) throws(Diagnostic) -> Agreement {
    try plan(bytes: bytes, file: file).agreement
  }

  /// Reads the bytes of a file into a plan that stands at base.
  /// - Throws: every fault of the file, together.
  public static func plan(bytes: [UInt8], file: String?) throws(Diagnostic) -> Plan {
    let (source, root, faults) = YAMLReader.read(bytes: bytes, file: file)
    if let fault = Diagnostic.together(faults) { throw fault }
    guard let source, let root else {
      throw Diagnostic(
        "this agreement is empty", at: Place(file: file, line: 1, column: 1, width: 1, text: ""),
        hint: "pacto -c 'new FILE' writes one to start from")
    }
    return try read(root, source)
  }

  private static func read(_ root: YAMLNode, _ source: Source) throws(Diagnostic) -> Plan {
    guard root.entries != nil else {
      throw Diagnostic(
        "an agreement is a list of keys with values, such as “agreement: Our SLA”", at: source.place(root.span))
    }
    // The schema is made once the file has told its tiers and months.
    let unknown = Period(start: Month(number: 2026 * 12), months: 1)
    let empty = Agreement(title: "", period: unknown, schema: Schema(axes: [], currency: "EUR", months: 1))
    var reader = AgreementReader(source: source, root: root, agreement: empty)
    reader.agreement.file = source.file
    let plan = try reader.readAll()
    if let fault = Diagnostic.together(reader.faults.inOrder) { throw fault }
    guard let plan else { throw Diagnostic("this agreement cannot be read") }
    return plan
  }

  /// - Returns: nil where there is something to complain about.
  private mutating func readAll() throws(Diagnostic) -> Plan? {
    unknownKeys(of: root, known: AgreementReader.parts, in: nil)
    guard readHead() else { return nil }
    readStructure()
    guard faults.isEmpty || faults.count < 40 else { return nil }
    readFormulas()
    readGivens()
    readPromises()
    readScenarios()
    readTracking()
    readActuals()
    return readRest()
  }

  // MARK: Complaints

  mutating func complain(
    _ message: Phrase, _ span: Range<Int>, mark: Phrase? = nil, why: Phrase? = nil, hint: String? = nil
  ) {
    var fault = Diagnostic(message, at: source.place(span), mark: mark, hint: hint)
    if let why { fault.why = [why] }
    faults.append(fault)
  }

  /// Notes a complaint about the text of a node, at the part of it that is meant.
  mutating func complain(_ fault: Diagnostic, in node: YAMLNode) {
    for one in fault.all where !misses(one) {
      faults.append(one.with { $0.place = relocated(one.place, node) })
    }
  }

  /// Whether a complaint is only that something reads a formula which has been complained about.
  private func misses(_ fault: Diagnostic) -> Bool {
    fault.message.template == "nothing is called {}"
      && fault.message.arguments.contains { unread.contains(Vocabulary.fold($0)) }
  }

  /// Notes that a section holds something else than named values.
  mutating func complainUnnamed(_ section: String, _ node: YAMLNode, hint: String) {
    if let text = node.text, let colon = text.firstIndex(of: ":"), text[text.index(after: colon)...].first != " " {
      let at = contentStart(node) + text.utf8.distance(from: text.startIndex, to: colon)
      let value = text[text.index(after: colon)...].prefix { $0 != "\n" }
      return complain(
        "after the colon a blank is missing", at..<at + 1, mark: "blank?", hint: "\(text[..<colon]): \(value)")
    }
    complain("\(section) holds named values", node.span, hint: hint)
  }

  private func relocated(_ place: Place?, _ node: YAMLNode) -> Place {
    let start = contentStart(node)
    var whole = source.place(node.span)
    guard let place, place.line == 1 || place.line == whole.line, let text = node.text, place.text == text else {
      return place?.file != nil ? place ?? whole : whole
    }
    let from = text.utf8.prefix { _ in true }.count
    let offset = text.prefix(place.column - 1).utf8.count
    let width = text.dropFirst(place.column - 1).prefix(place.width).utf8.count
    whole = source.place(start + min(offset, from)..<start + min(from, offset + width))
    return whole
  }

  /// Where a scalar's text begins, behind its opening quote.
  func contentStart(_ node: YAMLNode) -> Int {
    if case .scalar(_, let style) = node.content, style == .single || style == .double {
      return node.span.lowerBound + 1
    }
    return node.span.lowerBound
  }

  /// - Parameter isListed: the keys that there are shall be told, where nobody can know them.
  mutating func unknownKeys(of node: YAMLNode, known: [String], in section: String?, isListed: Bool = false) {
    for entry in node.entries ?? [] where !known.contains(entry.key.text) {
      unknownKey(entry.key, known: known, in: section, isListed: isListed)
    }
  }

  mutating func unknownKey(_ key: YAMLNode.Key, known: [String], in section: String?, isListed: Bool = false) {
    let near = Suggestion.best(for: key.text, among: known)
    let about: Phrase =
      section.map { "“\(key.text)” is no key of \($0)" } ?? "“\(key.text)” is no key of an agreement"
    complain(
      about, key.span, mark: "unknown",
      why: isListed
        ? "Its keys are \(known.joined(separator: ", "))." : "A key that nothing reads would be ignored.",
      hint: near.map { "\($0):" })
  }

  /// The text of a scalar under a key; complains where it is something else.
  mutating func scalar(_ node: YAMLNode?, _ what: String) -> String? {
    guard let node, !node.isNothing else { return nil }
    guard let text = node.text else {
      complain("\(what) is one value, not a list", node.span)
      return nil
    }
    return text
  }

  // MARK: Head

  private mutating func readHead() -> Bool {
    if let title = scalar(root["agreement"], "agreement") {
      agreement.title = title
    } else {
      complain("the agreement has no title", 0..<0, hint: "agreement: Our SLA, third quarter")
    }
    if let kind = scalar(root["kind"], "kind"), let node = root["kind"] {
      if let known = Agreement.Kind(rawValue: kind) {
        agreement.kind = known
      } else {
        let kinds = Agreement.Kind.allCases.map(\.rawValue)
        complain(
          "kind is \(kinds.dropLast().joined(separator: ", ")) or \(kinds.last ?? "")", node.span, mark: "unknown",
          hint: "kind: \(Suggestion.best(for: kind, among: kinds) ?? "internal")")
      }
    }
    if let language = scalar(root["language"], "language"), let node = root["language"] {
      if ["en", "es", "es-MX", "pt"].contains(language) {
        agreement.language = language
      } else {
        complain("language is en, es, es-MX or pt", node.span, mark: "unknown", hint: "language: en")
      }
    }
    if let currency = scalar(root["currency"], "currency"), let node = root["currency"] {
      if currency.utf8.count == 3, currency.utf8.allSatisfy({ $0 &- 0x41 < 26 }) {
        agreement.currency = currency
      } else {
        complain("currency is a code of three capital letters", node.span, hint: "currency: EUR")
      }
    }
    readHours()
    let isDated = readPeriod()
    readHolidays()
    readParties()
    return isDated
  }

  private mutating func readPeriod() -> Bool {
    guard let node = root["period"], !node.isNothing else {
      complain(
        "the agreement has no period", root.span.lowerBound..<root.span.lowerBound,
        why: "It says which months the agreement covers.", hint: "period: {start: 2026-07, months: 3}")
      return false
    }
    guard node.entries != nil else {
      complain(
        "a period has a start and a number of months", node.span, hint: "period: {start: 2026-07, months: 3}")
      return false
    }
    unknownKeys(of: node, known: ["start", "months"], in: "period")
    let start = scalar(node["start"], "start")
    guard let start, let month = Month(start) else {
      complain("the period starts in a month", node["start"]?.span ?? node.span, hint: "start: 2026-07")
      return false
    }
    guard let text = scalar(node["months"], "months"), let months = Int(digits: Array(text.utf8)[...]),
      (1...60).contains(months)
    else {
      complain("the period lasts 1 to 60 months", node["months"]?.span ?? node.span, hint: "months: 3")
      return false
    }
    agreement.period = Period(start: month, months: months)
    return true
  }

  private mutating func readHours() {
    guard let node = root["business_hours"], let text = scalar(node, "business_hours") else { return }
    let times = text.split(separator: "-").map { part -> Int? in
      let parts = part.trimmed.split(separator: ":")
      guard (1...2).contains(parts.count), let hour = Int(digits: Array(parts[0].utf8)[...]), hour <= 24 else {
        return nil
      }
      guard parts.count == 2 else { return hour * 60 }
      guard parts[1].utf8.count == 2, let minute = Int(digits: Array(parts[1].utf8)[...]), minute < 60 else {
        return nil
      }
      return hour * 60 + minute
    }
    guard times.count == 2, let opens = times[0], let closes = times[1], opens < closes, closes <= 24 * 60 else {
      complain(
        "business hours go from an opening to a later closing time", node.span, hint: "business_hours: 9:00-17:00")
      return
    }
    agreement.businessHours = Agreement.BusinessHours(opens: opens, closes: closes)
  }

  private mutating func readHolidays() {
    guard let node = root["holidays"], !node.isEmpty else { return }
    guard let items = node.items else {
      complain("holidays are a list of days", node.span, hint: "holidays: [2026-08-17]")
      return
    }
    for item in items {
      guard let text = item.text, let day = Day(text) else {
        complain("a holiday is a day", item.span, mark: "no such day", hint: "2026-08-17")
        continue
      }
      if agreement.holidays.contains(day) {
        agreement.remarks.append("the holiday \(day) is listed twice")
        continue
      }
      if !day.isWeekday { agreement.remarks.append("the holiday \(day) falls on a weekend") }
      agreement.holidays.append(day)
    }
  }

  private mutating func readParties() {
    guard let node = root["parties"], !node.isEmpty else { return }
    guard let entries = node.entries else {
      complain("parties are named: marketing, sales", node.span, hint: "parties: {marketing: {director: Bruno Díaz}}")
      return
    }
    for entry in entries {
      guard isPlainWord(entry.key.text) else {
        complain("a party's key is a word, such as marketing", entry.key.span)
        continue
      }
      var party = Agreement.Party(key: entry.key.text)
      if let name = entry.value.text, !entry.value.isNothing {
        party.director = name
      } else if entry.value.entries != nil {
        unknownKeys(of: entry.value, known: ["director", "email"], in: "a party")
        party.director = scalar(entry.value["director"], "director")
        party.email = scalar(entry.value["email"], "email")
      }
      agreement.parties.append(party)
    }
  }

  private func isPlainWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 40
      && text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0) }
  }

  // MARK: Structure

  /// Tiers, stages and teams become axes; the schema is made on them.
  private mutating func readStructure() {
    var taken: [String: Range<Int>] = [:]
    func labels(_ entries: [(text: String, span: Range<Int>)], _ noun: String, _ reader: inout AgreementReader)
      -> [String]
    {
      guard entries.count <= 50 else {
        reader.complain("there are \(entries.count) \(noun)s; 50 are the most", entries[50].span)
        return []
      }
      var result: [String] = []
      for (text, span) in entries {
        if let why = Labels.fault(text) {
          reader.complain(why, span, mark: "label")
        } else if Month(text) != nil
          || Month.names.contains(where: {
            $0.lowercased() == text.lowercased() || $0.prefix(3).lowercased() == text.lowercased()
          })
        {
          reader.complain("“\(text)” is a month; a \(noun) needs another name", span)
        } else if taken.updateValue(span, forKey: text.lowercased()) != nil {
          reader.complain("“\(text)” names two things: labels are unique over tiers, stages and teams", span)
        } else {
          result.append(text)
        }
      }
      return result
    }
    var tiers: [String] = []
    if let node = root["tiers"], !node.isEmpty {
      if let entries = node.entries {
        tiers = labels(entries.map { ($0.key.text, $0.key.span) }, "tier", &self)
      } else {
        complain(
          "tiers are named, each with its figures", node.span, hint: "tiers:\n    CEO: {mix: 10%, close_rate: 5%}")
      }
    } else if AgreementReader.groups.contains(where: { root[$0]?["close_rate"] != nil || root[$0]?["deal_size"] != nil }
    ) {
      tiers = ["all"]
    }
    var stages: [String] = []
    if let node = root["stages"], !node.isEmpty {
      if let items = node.items {
        stages = labels(items.map { ($0.text ?? "", $0.span) }, "stage", &self)
      } else {
        complain("stages are a list", node.span, hint: "stages: [MQL, SQL, opportunity, customer]")
      }
    }
    var teams: [String] = []
    if let node = root["teams"], !node.isEmpty {
      if let entries = node.entries {
        teams = labels(entries.map { ($0.key.text, $0.key.span) }, "team", &self)
      } else {
        complain("teams are named, each with its figures", node.span, hint: "teams:\n    SDR: {reps: 6}")
      }
    }
    do throws(Diagnostic) {
      agreement.schema = try Model.schema(
        tiers: tiers, stages: stages, teams: teams, period: agreement.period, currency: agreement.currency)
      for team in teams where agreement.schema.place(of: Vocabulary.fold(team)) != nil {
        if let entry = root["teams"]?.entries?.first(where: { $0.key.text == team }) {
          complain("“\(team)” is the name of a quantity; a team needs another", entry.key.span)
        }
      }
    } catch {
      faults.append(error)
    }
  }

  var reader: QuantityReader {
    QuantityReader(form: .files(language: agreement.language), currency: agreement.currency)
  }
}

extension [Diagnostic] {
  /// In the order in which they stand in the file.
  fileprivate var inOrder: [Diagnostic] {
    enumerated().sorted {
      let (a, b) = ($0.element.place, $1.element.place)
      return (a?.line ?? 0, a?.column ?? 0, $0.offset) < (b?.line ?? 0, b?.column ?? 0, $1.offset)
    }.map(\.element)
  }
}
