// How exports of the CRM are to be read, where no layout that is known does: the agreement's `tracking:`.
//
//     tracking:
//       columns: {created_at: first_contact_date, customer: "won = yes", connected: "outcome contains reached|talked"}
//       dates: d/m/y
//       decimals: comma
//       currency: USD
//       time_zone: Europe/Madrid
//       tiers: {CEO: "job title contains chief|ceo|founder", Manager: job title}

import Calc
import Leads

extension LeadMapping {
  /// What may stand under `tracking:`.
  package static let keys = ["columns", "dates", "decimals", "currency", "time_zone", "tiers"]
}

extension AgreementReader {
  mutating func readTracking() {
    guard let node = root["tracking"], !node.isEmpty else { return }
    guard node.entries != nil else {
      complain(
        "tracking says which columns are what", node.span, hint: "tracking: {columns: {created_at: first_contact_date}}"
      )
      return
    }
    unknownKeys(of: node, known: LeadMapping.keys, in: "tracking", isListed: true)
    let fields = LeadField.allCases.map(\.rawValue)
    for entry in node["columns"]?.entries ?? [] {
      guard let field = LeadField(rawValue: Vocabulary.fold(entry.key.text)) else {
        complain(
          "“\(entry.key.text)” is nothing that is tracked", entry.key.span, mark: "unknown",
          why: "Columns are \(fields.joined(separator: ", ")).",
          hint: Suggestion.best(for: entry.key.text, among: fields).map { "\($0):" })
        continue
      }
      if let column = column(entry.value, field.rawValue) { agreement.tracking.columns[field] = column }
    }
    for entry in node["tiers"]?.entries ?? [] where isTier(entry.key) {
      guard let column = column(entry.value, entry.key.text) else { continue }
      agreement.tracking.tiers.append(LeadMapping.TierRule(tier: entry.key.text, column: column))
    }
    agreement.tracking.dates = choice(node["dates"], "dates", of: DateOrder.allCases)
    let mark = choice(node["decimals"], "decimals", of: DecimalMark.allCases)
    agreement.tracking.decimalComma = mark.map { $0 == .comma }
    readCurrency(node["currency"])
    readZone(node["time_zone"])
  }

  private mutating func readCurrency(_ node: YAMLNode?) {
    guard let node, let text = scalar(node, "currency") else { return }
    guard text.utf8.count == 3, text.utf8.allSatisfy({ $0 &- 0x41 < 26 }) else {
      complain("currency is a code of three capital letters", node.span, hint: "currency: USD")
      return
    }
    agreement.tracking.currency = text
  }

  private enum DecimalMark: String, CaseIterable { case point, comma }

  private mutating func choice<Choice: RawRepresentable<String>>(
    _ node: YAMLNode?, _ name: String, of all: [Choice]
  ) -> Choice? {
    guard let node, let text = scalar(node, name) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let words = all.map(\.rawValue)
    complain(
      "\(name) is \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")", node.span, mark: "unknown",
      hint: "\(name): \(Suggestion.best(for: text, among: words) ?? words[0])")
    return nil
  }

  /// The zone is looked up when it is needed: a file must open on a machine that has none.
  private mutating func readZone(_ node: YAMLNode?) {
    guard let node, let text = scalar(node, "time_zone") else { return }
    guard text.utf8.count <= 60,
      text.unicodeScalars.allSatisfy({ Names.isPlain($0) || "/+-".unicodeScalars.contains($0) })
    else {
      complain(
        "a time zone is named by continent and city", node.span, mark: "no zone", hint: "time_zone: Europe/Madrid")
      return
    }
    agreement.tracking.timeZone = text
  }

  /// `won = yes`, `job title contains chief|ceo`, `first_contact_date`
  private mutating func column(_ node: YAMLNode, _ name: String) -> ColumnTest? {
    guard let text = scalar(node, name) else { return nil }
    if let column = ColumnTest(written: text) { return column }
    complain("“\(text)” names no column", node.span, mark: "column?", hint: "\(name): \"won = yes\"")
    return nil
  }
}
