// The agreement as the text of a file: agreement.md's sections, with what that page leaves open (which spelling, which
// section, `{ }` or lines of their own) drawn at random from the agreement's seed.

struct OracleYAML {
  private indirect enum Node {
    /// A figure or a name, quoted where it must be.
    case scalar(String)
    case list([String])
    case map([(key: String, value: Node)])
  }

  private let agreement: OracleAgreement
  private var random: SplitMix64
  private var sections: [String: [(key: String, value: Node)]] = [:]
  private var tiers: [[(key: String, value: Node)]]
  private var teams: [[(key: String, value: Node)]]

  static func text(of agreement: OracleAgreement) -> String {
    var writer = OracleYAML(agreement: agreement)
    return writer.write()
  }

  private init(agreement: OracleAgreement) {
    self.agreement = agreement
    random = SplitMix64(seed: ~agreement.seed)
    tiers = agreement.namedTiers.map { _ in [] }
    teams = agreement.teams.map { _ in [] }
  }

  private mutating func write() -> String {
    for name in agreement.drivers.keys.sorted() {
      guard let driver = agreement.drivers[name], let entry = OracleVocabulary.entries[name] else { continue }
      place(name, driver, entry)
    }
    placeSeasonality()
    placeConversion()

    var file: [(key: String, value: Node)] = [
      ("agreement", .scalar("Random \(agreement.seed)")), ("language", .scalar("en")), ("currency", .scalar("EUR")),
      (
        "period",
        .map([
          ("start", .scalar(agreement.firstMonth.description)), ("months", .scalar(String(agreement.months)))
        ])
      )
    ]
    if let hours = agreement.businessHours {
      file.append(("business_hours", .scalar("\(clock(hours.opens))-\(clock(hours.closes))")))
    }
    if !agreement.holidays.isEmpty { file.append(("holidays", .list(agreement.holidays.map(\.description)))) }
    if !agreement.stages.isEmpty { file.append(("stages", .list(agreement.stages))) }
    for name in ["goal", "leads", "follow_up", "assumptions"] {
      if let section = sections[name] { file.append((name, .map(section))) }
      if name == "goal" && !tiers.isEmpty { file.append(("tiers", named(agreement.namedTiers, tiers))) }
      if name == "follow_up" && !teams.isEmpty { file.append(("teams", named(agreement.teams, teams))) }
    }
    return file.map { lines($0.key, $0.value, indent: 0) }.joined()
  }

  private func clock(_ minutes: Int) -> String { "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)" }

  private func named(_ labels: [String], _ entries: [[(key: String, value: Node)]]) -> Node {
    .map(zip(labels, entries).map { (key: $0, value: .map($1)) })
  }
}

// MARK: Where each value goes

extension OracleYAML {
  private mutating func place(_ name: String, _ driver: OracleDriver, _ entry: OracleVocabulary.Entry) {
    let pinned = entry.section == "assumptions"
    var section = entry.section
    if !pinned && random.chance(15) { section = random.pick(["goal", "leads", "follow_up", "assumptions"]) }
    if let everywhere = driver.everywhere { sections[section, default: []].append((name, node(everywhere, entry))) }
    if driver.byLabel.isEmpty { return }
    let ofTeams = entry.axis == .team
    let labels = ofTeams ? agreement.teams : agreement.namedTiers
    // With one value for all beside them, or values by month, labels' own values stand with the label.
    let together = driver.everywhere == nil && driver.byLabel.values.allSatisfy(\.isConstant)
    var values: [(key: String, value: Node)] = []
    for index in labels.indices {
      guard let series = driver.byLabel[index] else { continue }
      values.append((labels[index], node(series, entry)))
    }
    if pinned || (together && random.chance(20)) {
      sections[section, default: []].append((name, .map(values)))
    } else {
      for index in labels.indices {
        guard let series = driver.byLabel[index] else { continue }
        let value = (key: name, value: node(series, entry))
        if ofTeams { teams[index].append(value) } else { tiers[index].append(value) }
      }
    }
  }

  private mutating func node(_ series: OracleSeries, _ entry: OracleVocabulary.Entry) -> Node {
    let figures = series.steps.map { step in
      (key: agreement.firstMonth.adding(step.month).description, value: Node.scalar(spelled(step.figure, entry.kind)))
    }
    return series.isConstant ? figures[0].value : .map(figures)
  }

  private mutating func spelled(_ figure: OracleFigure, _ kind: OracleKind) -> String {
    random.pick(OracleSpelling.all(figure, kind))
  }

  private mutating func placeSeasonality() {
    if agreement.seasonality.isEmpty { return }
    let months = agreement.seasonality.keys.sorted().map { month in
      let weight = OracleFigure(value: agreement.seasonality[month] ?? 1)
      return (key: agreement.firstMonth.adding(month).description, value: Node.scalar(spelled(weight, .number)))
    }
    sections["goal", default: []].append(("seasonality", .map(months)))
  }

  private mutating func placeConversion() {
    for (row, rates) in agreement.conversion.enumerated() {
      let node = Node.map(
        zip(agreement.stages, rates).map { stage, rate in
          (key: stage, value: .scalar(spelled(OracleFigure(value: rate), .percent)))
        })
      if agreement.conversion.count == 1 && (tiers.isEmpty || tiers.count > 1) {
        sections["leads", default: []].append(("conversion", node))
      } else {
        tiers[row].append(("conversion", node))
      }
    }
  }
}

// MARK: YAML

extension OracleYAML {
  /// A key and its value on lines of their own; maps inside a section become `{ }` now and then.
  private mutating func lines(_ key: String, _ node: Node, indent: Int) -> String {
    let start = String(repeating: "  ", count: indent) + key + ":"
    guard case .map(let entries) = node, !entries.isEmpty, indent == 0 && key != "period" || !random.chance(50) else {
      return "\(start) \(inline(node, nested: false))\n"
    }
    return "\(start)\n" + entries.map { lines($0.key, $0.value, indent: indent + 1) }.joined()
  }

  private mutating func inline(_ node: Node, nested: Bool) -> String {
    switch node {
    case .scalar(let text): (nested && text.contains(",")) || random.chance(4) ? "\"\(text)\"" : text
    case .list(let items): "[\(items.joined(separator: ", "))]"
    case .map(let entries):
      "{\(entries.map { "\($0.key): \(inline($0.value, nested: true))" }.joined(separator: ", "))}"
    }
  }
}
