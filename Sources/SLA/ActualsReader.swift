// Reads the actuals back from the agreement's file (ActualsWriter shows how they stand there). A figure that nothing
// reads is an error, as everywhere in the file.

import Calc
import Leads

extension AgreementReader {
  mutating func readActuals() {
    guard let node = root["actuals"], !node.isEmpty else { return }
    guard node.entries != nil else {
      complain(
        "actuals are what track noted: typed and files", node.span, hint: "actuals: {typed: {2026-07: {leads: 1320}}}")
      return
    }
    unknownKeys(of: node, known: ["typed", "files"], in: "actuals")
    for entry in node["typed"]?.entries ?? [] {
      guard let month = trackedMonth(entry.key) else { continue }
      agreement.actuals.typed[month] = typedMonth(entry.value)
    }
    for entry in node["files"]?.entries ?? [] {
      guard agreement.actuals.file(entry.key.text) == nil else {
        complain("the tracked file \(entry.key.text) stands here twice", entry.key.span)
        continue
      }
      if let file = trackedFile(entry) { agreement.actuals.files.append(file) }
    }
  }

  /// The language whose form of figures `TrackedFile.written` has, whatever the agreement's is.
  static let plainLanguage = "en"

  /// A tracked file that stands outside of an agreement's file.
  fileprivate static func trackedFile(_ text: String, for agreement: Agreement) throws(Diagnostic) -> TrackedFile {
    let source = Source(text)
    let (root, faults) = YAMLReader.read(source)
    if let fault = Diagnostic.together(faults) { throw fault }
    guard let root, let entry = root.entries?.first, root.entries?.count == 1 else {
      throw Diagnostic("this is no tracked file", at: source.place(0..<0))
    }
    var reader = AgreementReader(source: source, root: root, agreement: agreement)
    reader.agreement.language = plainLanguage
    let file = reader.trackedFile(entry)
    if let fault = Diagnostic.together(reader.faults) { throw fault }
    guard let file else { throw Diagnostic("this is no tracked file", at: source.place(0..<0)) }
    return file
  }

  private mutating func trackedMonth(_ key: YAMLNode.Key) -> Month? {
    if let month = Month(key.text) { return month }
    complain("“\(key.text)” is not a month", key.span, mark: "month?", hint: "\(agreement.period.start):")
    return nil
  }

  private mutating func typedMonth(_ node: YAMLNode) -> TypedMonth {
    var result: TypedMonth = [:]
    unknownKeys(of: node, known: TypedFigure.allCases.map(\.rawValue), in: "a month's typed figures")
    for figure in TypedFigure.allCases {
      result[figure] = node[figure.rawValue].flatMap {
        self.figure($0, figure.rawValue, figure.units, most: figure.most)
      }
    }
    return result
  }

  private mutating func trackedFile(_ entry: YAMLNode.Entry) -> TrackedFile? {
    let node = entry.value
    guard node.entries != nil, let file = scalar(node["file"], "file"), let digest = scalar(node["digest"], "digest"),
      let asOf = scalar(node["as_of"], "as_of").flatMap({ Day($0) })
    else {
      complain(
        "a tracked file has file, digest, as_of and months", node.span,
        why: "track notes them; what is changed here by hand is no longer what was tracked.")
      return nil
    }
    var result = TrackedFile(name: entry.key.text, file: file, digest: digest, asOf: asOf)
    let own = ["file", "digest", "as_of", "clock", "calendar", "median_cycle", "months", "weeks"]
    unknownKeys(of: node, known: own + TrackedFile.fields.map(\.key), in: "a tracked file")
    read(TrackedFile.fields, of: node, into: &result)
    result.terms.clock = node["clock"].flatMap { scalar($0, "clock") }
    result.terms.calendar = node["calendar"].flatMap { scalar($0, "calendar") }
    for cycle in node["median_cycle"]?.entries ?? [] where isTier(cycle.key) {
      result.medianCycles[cycle.key.text] = figure(cycle.value, "median_cycle", .days, most: 36_500)
    }
    for month in node["months"]?.entries ?? [] {
      if let key = trackedMonth(month.key) { result.months[key] = trackedMonth(month.value) }
    }
    for week in node["weeks"]?.entries ?? [] {
      if let monday = monday(week.key) { result.weeks[monday] = trackedWeek(week.value) }
    }
    return result
  }

  private mutating func trackedMonth(_ node: YAMLNode) -> TrackedMonth {
    var result = TrackedMonth()
    let own = ["times", "times_business", "depth", "tiers", "untiered"]
    unknownKeys(
      of: node,
      known: TrackedMonth.fields.map(\.key) + TrackedResponse.fields.map(\.key) + ["figures", "answers"] + own,
      in: "a tracked month")
    read(TrackedMonth.fields, of: node, into: &result)
    read(TrackedResponse.fields, of: node, into: &result.response)
    if let row = node["figures"] { read(TrackedMonth.fields, inRow: row, into: &result) }
    if let row = node["answers"] { read(TrackedResponse.fields, inRow: row, into: &result.response) }
    result.times = counts(node["times"], "times")
    result.timesBusiness = counts(node["times_business"], "times_business")
    result.depth = counts(node["depth"], "depth")
    for tier in node["tiers"]?.entries ?? [] where isTier(tier.key) {
      result.tiers[tier.key.text] = cohort(tier.value, tier.key.text)
    }
    if let node = node["untiered"] { result.untiered = cohort(node, "untiered") }
    return result
  }

  private mutating func monday(_ key: YAMLNode.Key) -> Day? {
    if let day = Day(key.text), day.monday == day { return day }
    complain("“\(key.text)” is not a Monday", key.span, mark: "Monday?", why: "Weeks stand here by their Monday.")
    return nil
  }

  private mutating func trackedWeek(_ node: YAMLNode) -> TrackedResponse {
    var result = TrackedResponse()
    unknownKeys(of: node, known: TrackedResponse.fields.map(\.key), in: "a tracked week")
    read(TrackedResponse.fields, of: node, into: &result)
    return result
  }

  private mutating func cohort(_ node: YAMLNode, _ name: String) -> TrackedCohort {
    var cohort = TrackedCohort()
    if node.text != nil {
      read(TrackedCohort.fields, inRow: node, into: &cohort)
      return cohort
    }
    unknownKeys(of: node, known: TrackedCohort.fields.map(\.key) + ["figures", "daily"], in: name)
    read(TrackedCohort.fields, of: node, into: &cohort)
    if let row = node["figures"] { read(TrackedCohort.fields, inRow: row, into: &cohort) }
    cohort.daily = counts(node["daily"], "daily")
    return cohort
  }

  /// Whether a key names a tier; complains where it does not.
  mutating func isTier(_ key: YAMLNode.Key) -> Bool {
    let tiers = agreement.schema.axes[Model.tier].labels
    if tiers.contains(key.text) { return true }
    complain(
      "“\(key.text)” is no tier of the agreement", key.span, mark: "unknown",
      why: "Its tiers are \(tiers.prefix(12).joined(separator: ", ")).",
      hint: Suggestion.best(for: key.text, among: tiers).map { "\($0):" })
    return false
  }

  private mutating func read<Record>(_ fields: [TrackedField<Record>], of node: YAMLNode, into record: inout Record) {
    for field in fields {
      if let value = node[field.key] {
        record[keyPath: field.path] = figure(value, field.key, field.units, most: AgreementReader.mostTracked)
      }
    }
  }

  /// Sums of squares of large amounts.
  private static let mostTracked = 1e36

  /// Figures in the order of the fields, `_` for none: "77 3 60000.5 _ 2".
  private mutating func read<Record>(
    _ fields: [TrackedField<Record>], inRow node: YAMLNode, into record: inout Record
  ) {
    guard let text = scalar(node, "figures") else { return }
    let words = text.split(separator: " ")
    let values = words.map { $0 == "_" ? nil : AgreementReader.decimal($0) }
    guard words.count <= fields.count, zip(words, values).allSatisfy({ $0 == "_" || $1 != nil }) else {
      complain(
        "figures are as track wrote them, \(fields.count) in a row", node.span, mark: "here",
        why: "track notes them; what is changed here by hand is no longer what was tracked.")
      return
    }
    for (field, value) in zip(fields, values) { record[keyPath: field.path] = value }
  }

  /// Digits with a point in them, if any.
  private static func decimal(_ text: some StringProtocol) -> Double? {
    let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E } && text.utf8.first != 0x2E
    guard isPlain, let value = Double(text), value <= mostTracked else { return nil }
    return value
  }

  /// One figure of 0 or more.
  private mutating func figure(_ node: YAMLNode, _ name: String, _ units: Units, most: Double) -> Double? {
    guard let text = scalar(node, name) else { return nil }
    // No figure that is typed is as large; sums are.
    if let sum = AgreementReader.decimal(text.replacing(",", with: ".")), sum > 1e15, sum <= most { return sum }
    let start = contentStart(node)
    let source = source
    do throws(Diagnostic) {
      let written = try reader.read(text, for: Wanted(units, name: name)) {
        source.place(start + $0.lowerBound..<start + $0.upperBound)
      }
      guard case .exact(let value) = written.shape, written.per == nil, value >= 0, value <= most else {
        complain("\(name) is one figure of 0 or more", node.span, mark: "here")
        return nil
      }
      return value
    } catch {
      complain(error.hinting { "\(name): \($0)" }, in: node)
      return nil
    }
  }

  /// Counts in a row: "3 4 0 12".
  private mutating func counts(_ node: YAMLNode?, _ name: String) -> [Double] {
    guard let node, let text = scalar(node, name) else { return [] }
    let counts = text.split(separator: " ").map { Int($0) }
    guard counts.count <= 64, counts.allSatisfy({ $0.map { (0...1_000_000_000_000).contains($0) } ?? false }) else {
      complain(
        "\(name) is a row of counts with blanks between them", node.span, mark: "here", hint: "\(name): 3 4 0 12")
      return []
    }
    return counts.compactMap { $0.map(Double.init) }
  }
}

extension TrackedFile {
  /// Reads back what `written` gave.
  /// - Parameter agreement: whose tiers it tells of.
  /// - Throws: what is wrong with the text.
  public init(written text: String, for agreement: Agreement) throws(Diagnostic) {
    self = try AgreementReader.trackedFile(text, for: agreement)
  }
}
